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
import java.util.Map;
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

  private final DatabaseConfig config;
  private volatile @Nullable PgConnectOptions connectOptions;

  public Database(DatabaseConfig config) {
    this.config = config;
  }

  @Override
  public Pool create(Input input) {
    var options = new PgConnectOptions(input.pgConnectOptionsList().getFirst())
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlFilter(sql -> sql.length() <= CACHED_STATEMENT_CHARS)
        .addProperty("application_name", "pure-reducer");
    connectOptions = options;
    return PgBuilder.pool()
        .connectingTo(connectOptions(ReadTimeout.MAX, Map.of()))
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

  /** As {@link #connectOptions(Duration, Map)}, with the pool's timeout and without more settings. */
  public PgConnectOptions connectOptions() {
    return connectOptions(ReadTimeout.MAX, Map.of());
  }

  /**
   * Connect options of a connection whose caller waits at most {@code timeout} for a statement; known
   * once the pool has been created. The server ends a statement shortly before, so that no backend is
   * left behind, and a wait for a lock before that, so that the log tells them apart. Behind a pooler,
   * there are no session settings.
   */
  public PgConnectOptions connectOptions(Duration timeout, Map<String, String> sessionSettings) {
    var options = connectOptions;
    if (options == null) {
      throw new IllegalStateException("the connection pool has not been created yet");
    }
    var copy = new PgConnectOptions(options);
    if (config.pooler()) {
      leaveOutSettings(copy);
    } else {
      addTimeouts(copy, timeout).addProperty("jit", "off"); // takes longer than any statement here
      sessionSettings.forEach(copy::addProperty);
    }
    return copy;
  }

  private static PgConnectOptions addTimeouts(PgConnectOptions options, Duration timeout) {
    long millis = timeout.toMillis();
    return options
        .addProperty("statement_timeout", Long.toString(millis * 9 / 10))
        .addProperty("lock_timeout", Long.toString(millis * 8 / 10))
        .addProperty("idle_in_transaction_session_timeout", Long.toString(millis))
        .addProperty("tcp_user_timeout", Long.toString(ReadTimeout.MAX.toMillis()));
  }

  /** Leaves the parameters that every pooler knows; the client adds one that PgBouncer refuses. */
  static void leaveOutSettings(PgConnectOptions options) {
    options.getProperties().remove("extra_float_digits");
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
    public static final Duration MAX = Duration.ofSeconds(15);

    private ReadTimeout() {}

    /** Adds the timeout; to be called in a pool's connect handler. */
    public static void install(SqlConnection connection) {
      install(connection, (int) MAX.toSeconds());
    }

    static void install(SqlConnection connection, int maxSeconds) {
      VertxInternals.setReadTimeout(connection, Duration.ofSeconds(maxSeconds));
    }
  }
}
