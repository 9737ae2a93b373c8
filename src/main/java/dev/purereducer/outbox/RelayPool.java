package dev.purereducer.outbox;

import dev.purereducer.database.ReadTimeout;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import org.jboss.logging.Logger;

/** The relay's connection pool, separate so that a busy shared pool does not delay a renewal. */
final class RelayPool {
  /** One for each loop of the relay. */
  private static final int CONNECTIONS = 3;

  /**
   * The outbox is nearly empty whenever ANALYZE runs. A plan made for an empty table would scan it
   * sequentially, also when a backlog has grown.
   */
  private static final String DISABLE_SEQUENTIAL_SCANS = "SET enable_seqscan = off";

  /**
   * A crash of the database may lose the relay's writes without harm: after a lost deletion or a
   * lost lease, some events are published twice.
   */
  private static final String DISABLE_SYNCHRONOUS_COMMIT = "SET synchronous_commit = off";

  private static final Logger LOG = Logger.getLogger(RelayPool.class);

  private RelayPool() {}

  static Pool open(Vertx vertx, PgConnectOptions options) {
    return Pool.newInstance(PgBuilder.pool()
        .connectingTo(options)
        .with(new PoolOptions().setMaxSize(CONNECTIONS).setShared(false))
        .withConnectHandler(connection -> {
          ReadTimeout.install(connection);
          connection
              .query(DISABLE_SEQUENTIAL_SCANS + ";" + DISABLE_SYNCHRONOUS_COMMIT)
              .execute()
              .onFailure(
                  failure -> LOG.warnf("relay connection could not be configured: %s", failure))
              .onComplete(_ -> connection.close());
        })
        .using(vertx)
        .build());
  }
}
