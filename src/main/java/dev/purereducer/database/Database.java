package dev.purereducer.database;

import dev.purereducer.runtime.VertxInternals;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shared connection pool, created from Quarkus's datasource configuration, and the connect
 * options for components with dedicated connections (lanes, relay, migrator).
 */
@Singleton
public class Database implements PgPoolCreator {
  /** Above the length of every statement: a longer one would be prepared on each execution. */
  private static final int CACHED_STATEMENT_CHARS = 16_384;

  /** Length of the pool's wait queue; a request for a connection beyond it fails at once. */
  private static final int MAX_WAITING = 5_000;

  /** Longest wait for a pooled connection. */
  private static final int MAX_WAIT_SECONDS = 5;

  private volatile @Nullable PgConnectOptions connectOptions;

  @Override
  public Pool create(Input input) {
    var options = new PgConnectOptions(input.pgConnectOptionsList().getFirst())
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlFilter(sql -> sql.length() <= CACHED_STATEMENT_CHARS)
        .addProperty("application_name", "pure-reducer")
        // JIT compilation takes longer than any statement of this service
        .addProperty("jit", "off");
    connectOptions = options;
    return PgBuilder.pool()
        .connectingTo(options)
        .with(new PoolOptions(input.poolOptions())
            .setMaxWaitQueueSize(MAX_WAITING)
            .setConnectionTimeout(MAX_WAIT_SECONDS)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .withConnectHandler(connection -> {
          ReadTimeout.install(connection);
          connection.close();
        })
        .using(input.vertx())
        .build();
  }

  /**
   * A copy of the connect options, known once the pool has been created. A caller that opens its
   * own connection must set a timeout on each statement.
   */
  public PgConnectOptions connectOptions() {
    var options = connectOptions;
    if (options == null) {
      throw new IllegalStateException("the connection pool has not been created yet");
    }
    return new PgConnectOptions(options);
  }

  /**
   * Read timeout of a pooled connection, in use or idle.
   *
   * <p>A connection to a failed-over server can stay half-open for hours, and its pool would hand it
   * out again and again. The client's idle timeout does not help, because it sends Terminate and waits
   * for the server.
   */
  public static final class ReadTimeout {
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
}
