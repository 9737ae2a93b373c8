package dev.purereducer.health;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.purereducer.database.Database;
import dev.purereducer.database.Database.ReadTimeout;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.util.Map;

/**
 * The database connection of the health checks. It is not one of the service's pool, because a pool
 * that is busy with slow reads is no reason to take the instance out of service.
 */
@ApplicationScoped
class CheckPool {
  /** The pool of the health checks, which has one connection. */
  @Qualifier
  @Retention(RUNTIME)
  @interface OfChecks {}

  /** Checks that wait for the connection; a probe that comes later is answered down at once. */
  private static final int MAX_WAITING = 16;

  @Produces
  @OfChecks
  @ApplicationScoped
  Pool pool(Pool shared, Database database, Vertx vertx) {
    shared.size(); // the first use creates the pool, which determines the connect options
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(1).setMaxWaitQueueSize(MAX_WAITING))
        .connectingTo(database.connectOptions(ReadTimeout.MAX, Map.of()))
        .withConnectHandler(connection -> {
          ReadTimeout.install(connection.getDelegate());
          connection.closeAndForget();
        })
        .using(vertx)
        .build();
  }

  void close(@Disposes @OfChecks Pool pool) {
    pool.closeAndForget();
  }
}
