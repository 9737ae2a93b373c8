package dev.purereducer.outbox;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.event.OutboxConfig;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/**
 * Start-up check that all instances use the same number of outbox shards. The first instance stores
 * its number in the database; one with another number would publish events out of order, or leave
 * rows that no relay reads, so it refuses to start.
 */
@ApplicationScoped
class ShardNumberCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Pool pool;
  private final OutboxConfig config;
  private final RoleConfig roles;

  ShardNumberCheck(Pool pool, OutboxConfig config, RoleConfig roles) {
    this.pool = pool;
    this.config = config;
    this.roles = roles;
  }

  /** Runs after the migration, and before lanes and relays. */
  void onStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE + 1) StartupEvent event) {
    if (roles.runs(Role.INGEST) || roles.runs(Role.RELAY)) {
      check(config.shards()).await().atMost(TIMEOUT);
    }
  }

  /** Fails if the database's instances use another number. */
  Uni<Void> check(int shards) {
    var parameters = Tuple.of(Integer.toString(shards));
    return BoundedStatement.run(pool, OutboxSql.INSERT_SHARDS_IF_UNKNOWN, parameters)
        .chain(() -> BoundedStatement.run(pool, OutboxSql.SELECT_SHARDS, Tuple.tuple()))
        .map(rows -> rows.iterator().next().getString(0))
        .invoke(stored -> {
          if (!stored.equals(Integer.toString(shards))) {
            throw new IllegalStateException("purereducer.outbox.shards is " + shards
                + ", but the instances of this database use " + stored
                + " (table service_setting, outbox.shards). To change it, stop all instances while"
                + " the outbox is empty, and change both");
          }
        })
        .replaceWithVoid();
  }
}
