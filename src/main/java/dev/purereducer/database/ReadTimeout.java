package dev.purereducer.database;

import dev.purereducer.runtime.VertxInternals;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;

/**
 * Ends a pooled connection from which nothing has come for a while, in use or idle.
 *
 * <p>One that goes dead without an end, as when a server fails over, would otherwise stay in its pool
 * for hours, and whoever gets it waits as long. The client's own idle timeout does not help: it says
 * goodbye to the server, and waits for the answer.
 */
public final class ReadTimeout {
  /** No statement on a pool may take longer. */
  private static final int MAX_SECONDS = 15;

  private ReadTimeout() {}

  /** For the connect handler of a pool. */
  public static void install(SqlConnection connection) {
    install(connection, MAX_SECONDS);
  }

  static void install(SqlConnection connection, int maxSeconds) {
    VertxInternals.setReadTimeout(connection, Duration.ofSeconds(maxSeconds));
  }
}
