package dev.purereducer.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whether callers must say who they are. */
@ConfigMapping(prefix = "purereducer")
public interface AuthConfig {
  /** How a caller is told from another. */
  enum Auth {
    /** Not at all: everybody may do everything. */
    NONE,
    /** By a bearer token (JWT), checked with {@code mp.jwt.verify.*}. */
    JWT
  }

  /**
   * {@code none} lets everybody do everything: right behind a gateway that authenticates, or where
   * nobody else reaches the port. {@code jwt} demands a token. Unset, a configured key means {@code
   * jwt}; without one either, the packaged service does not start, and dev mode and tests are open.
   */
  Optional<Auth> auth();
}
