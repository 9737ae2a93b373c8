package dev.purereducer.commit;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The reducers of all instances, by name. Each instance registers its own, so that during an upgrade
 * the others do not take a new one for a mistake of the caller.
 */
@ApplicationScoped
public class DeployedReducers {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Pool pool;
  private final String[] own;
  private final Loop loop;
  private volatile Set<String> others = Set.of();

  DeployedReducers(Pool pool, Reducers reducers, Vertx vertx, Heartbeats heartbeats) {
    this.pool = pool;
    this.own = reducers.names().toArray(String[]::new);
    var interval = new Loop.PollInterval(INTERVAL, INTERVAL);
    this.loop = new Loop("deployed-reducers", vertx, heartbeats, interval, this::step);
  }

  void start(@Observes StartupEvent event, RoleConfig roles) {
    if (roles.runs(Role.INGEST)) {
      loop.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    loop.stop();
  }

  /** Whether another instance has had this reducer within a day. */
  public boolean areElsewhere(String reducer) {
    return others.contains(reducer);
  }

  private Uni<Boolean> step() {
    return BoundedStatement.run(pool, ReducerSql.REGISTER_AND_SELECT_OTHERS, Tuple.of(own))
        .invoke(rows -> {
          Set<String> found = new HashSet<>();
          rows.forEach(row -> found.add(row.getString(0)));
          others = Set.copyOf(found);
        })
        .replaceWith(false);
  }
}
