package dev.purereducer.database;

import dev.purereducer.runtime.VertxInternals;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;

/**
 * Read timeout of a pooled connection, in use or idle.
 *
 * <p>A connection to a failed-over server can stay half-open for hours, and its pool would hand it
 * out again and again. The client's idle timeout does not help, because it sends Terminate and waits
 * for the server.
 */
public final class ReadTimeout {
  /** Upper bound of the duration of a statement on a pool. */
  private static final int MAX_SECONDS = 15;

  private ReadTimeout() {}

  /** Adds the timeout; to be called in a pool's connect handler. */
  public static void install(SqlConnection connection) {
    install(connection, MAX_SECONDS);
  }

  static void install(SqlConnection connection, int maxSeconds) {
    VertxInternals.setReadTimeout(connection, Duration.ofSeconds(maxSeconds));
  }
}
