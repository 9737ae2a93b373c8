package dev.purereducer.deadletter;

import dev.purereducer.action.IngestRole;
import dev.purereducer.runtime.Maintenance;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Maintenance tasks that count open dead letters and delete rows past their retention. */
@ApplicationScoped
public class DeadLetterMaintenance {
  private final DeadLetterStore store;
  private final DeadLetterMeters meters;
  private final DeadLetterConfig config;
  private final IngestRole role;

  DeadLetterMaintenance(
      DeadLetterStore store, DeadLetterMeters meters, DeadLetterConfig config, IngestRole role) {
    this.store = store;
    this.meters = meters;
    this.config = config;
    this.role = role;
  }

  void start(@Observes StartupEvent event, Maintenance maintenance) {
    if (role.isOn()) {
      maintenance.start("open-dead-letters", config.sweep(), this::countOpen);
      maintenance.start("old-dead-letters", config.sweep(), this::deleteOld);
      maintenance.start("old-redrives", config.sweep(), this::deleteOldRedrives);
    }
  }

  private Uni<Boolean> countOpen() {
    return store.countOpen().invoke(meters::setOpen).replaceWith(false);
  }

  /** Emits whether more dead letters may be past their retention. */
  Uni<Boolean> deleteOld() {
    var bounds = Tuple.of(
        config.openRetention().toSeconds(),
        config.redrivenRetention().toSeconds(),
        config.sweepRows());
    return store
        .run(DeadLetterSql.DELETE_IF_OLD, bounds)
        .map(deleted -> deleted.rowCount() == config.sweepRows());
  }

  /** Emits whether more redrive attempts may be past their retention. */
  Uni<Boolean> deleteOldRedrives() {
    var bounds = Tuple.of(config.redrivenRetention().toSeconds(), config.sweepRows());
    return store
        .run(DeadLetterSql.DELETE_REDRIVES_IF_OLD, bounds)
        .map(deleted -> deleted.rowCount() == config.sweepRows());
  }
}
