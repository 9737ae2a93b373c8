package dev.purereducer.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the shared connection pool from Quarkus's settings, and keeps its connect options for those
 * who hold a connection of their own (the lanes).
 */
@Singleton
public class Database implements PgPoolCreator {
  /** Longer than any statement here: a statement beyond the limit is prepared anew every time. */
  private static final int CACHED_STATEMENT_CHARS = 16_384;

  /** Statements that may wait for a connection; further ones fail at once. */
  private static final int MAX_WAITING = 5_000;

  /** How long one waits for a connection, before it fails. */
  private static final int MAX_WAIT_SECONDS = 5;

  private volatile @Nullable PgConnectOptions connectOptions;

  @Override
  public Pool create(Input input) {
    var options = new PgConnectOptions(input.pgConnectOptionsList().getFirst())
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlFilter(sql -> sql.length() <= CACHED_STATEMENT_CHARS)
        .addProperty("application_name", "pure-reducer")
        // to compile a plan takes longer than any statement here
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

  /** How to connect, for who bounds each statement; known once the pool has been made. */
  public PgConnectOptions connectOptions() {
    var options = connectOptions;
    if (options == null) {
      throw new IllegalStateException("the connection pool has not been made yet");
    }
    return new PgConnectOptions(options);
  }
}
