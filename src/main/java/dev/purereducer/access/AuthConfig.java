package dev.purereducer.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The authentication mode. */
@ConfigMapping(prefix = "purereducer")
public interface AuthConfig {
  enum Auth {
    /** No authentication: every caller may do everything. */
    NONE,
    /** Bearer tokens (JWT), verified with {@code mp.jwt.verify.*}. */
    JWT
  }

  /**
   * {@code none} permits everything to every caller: for a service behind a gateway that
   * authenticates, or with a port that is not reachable by others. {@code jwt} requires a token.
   * Without a value, a configured verification key means {@code jwt}; without a key the packaged
   * service does not start, and dev mode and tests are open.
   */
  Optional<Auth> auth();
}
