package dev.purereducer.outbox;

import dev.purereducer.database.ReadTimeout;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import org.jboss.logging.Logger;

/** The relay's own connections, so that a lease is renewed in time however busy the pool is. */
final class RelayPool {
  /** One publishes, one renews leases, one samples. */
  private static final int CONNECTIONS = 3;

  /**
   * The outbox is nearly empty whenever statistics are taken. A plan made for that would read all
   * of it, and go on doing so while a backlog grows.
   */
  private static final String ALWAYS_USE_THE_INDEX = "SET enable_seqscan = off";

  /**
   * What the relay writes may be lost in a crash of the database: a deletion, and its events are
   * published again; a lease, and another relay may publish the same. Neither waits for the disk.
   */
  private static final String NEVER_WAIT_FOR_THE_DISK = "SET synchronous_commit = off";

  private static final Logger LOG = Logger.getLogger(RelayPool.class);

  private RelayPool() {}

  static Pool open(Vertx vertx, PgConnectOptions options) {
    return Pool.newInstance(PgBuilder.pool()
        .connectingTo(options)
        .with(new PoolOptions().setMaxSize(CONNECTIONS).setShared(false))
        .withConnectHandler(connection -> {
          ReadTimeout.install(connection);
          connection
              .query(ALWAYS_USE_THE_INDEX + ";" + NEVER_WAIT_FOR_THE_DISK)
              .execute()
              .onFailure(failure -> LOG.warnf("relay connection without its settings: %s", failure))
              .onComplete(_ -> connection.close());
        })
        .using(vertx)
        .build());
  }
}
