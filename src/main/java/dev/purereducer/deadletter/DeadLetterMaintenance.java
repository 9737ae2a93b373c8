package dev.purereducer.deadletter;

import dev.purereducer.action.IngestRole;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Background loop that counts open dead letters and deletes those past their retention. */
@ApplicationScoped
public class DeadLetterMaintenance {
  private final DeadLetterStore store;
  private final DeadLetterMeters meters;
  private final DeadLetterConfig config;
  private final IngestRole role;
  private final Loop loop;

  DeadLetterMaintenance(
      DeadLetterStore store,
      DeadLetterMeters meters,
      DeadLetterConfig config,
      IngestRole role,
      Vertx vertx,
      Heartbeats heartbeats) {
    this.store = store;
    this.meters = meters;
    this.config = config;
    this.role = role;
    var interval = new Loop.PollInterval(config.sweep(), config.sweep());
    this.loop = new Loop("dead-letter-maintenance", vertx, heartbeats, interval, this::step);
  }

  void start(@Observes StartupEvent event) {
    if (role.isOn()) {
      loop.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (role.isOn()) {
      loop.stop().await().atMost(config.statementTimeout().multipliedBy(2));
    }
  }

  /** Emits whether more rows may be past their retention. */
  Uni<Boolean> step() {
    return store.countOpen().invoke(meters::setOpen).chain(this::deleteOld);
  }

  private Uni<Boolean> deleteOld() {
    var deadLetterBounds = Tuple.of(
        config.openRetention().toSeconds(),
        config.redrivenRetention().toSeconds(),
        config.sweepRows());
    var redriveBounds = Tuple.of(config.redrivenRetention().toSeconds(), config.sweepRows());
    return store
        .run(DeadLetterSql.DELETE_IF_OLD, deadLetterBounds)
        .chain(deadLetters -> store
            .run(DeadLetterSql.DELETE_REDRIVES_IF_OLD, redriveBounds)
            .map(redrives ->
                Math.max(deadLetters.rowCount(), redrives.rowCount()) == config.sweepRows()));
  }
}
