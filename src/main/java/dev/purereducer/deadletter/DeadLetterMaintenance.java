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

/** Counts the open letters, and deletes those that are older than they are kept. */
@ApplicationScoped
public class DeadLetterMaintenance {
  private final DeadLetterStore table;
  private final DeadLetterWriter file;
  private final DeadLetterMeters meters;
  private final DeadLetterConfig config;
  private final IngestRole role;
  private final Loop loop;

  DeadLetterMaintenance(
      DeadLetterStore table,
      DeadLetterWriter file,
      DeadLetterMeters meters,
      DeadLetterConfig config,
      IngestRole role,
      Vertx vertx,
      Heartbeats heartbeats) {
    this.table = table;
    this.file = file;
    this.meters = meters;
    this.config = config;
    this.role = role;
    var idle = new Loop.PollInterval(config.sweep(), config.sweep());
    this.loop = new Loop("dead-letter-upkeep", vertx, heartbeats, idle, this::step);
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

  /** Emits whether there may be more to delete. */
  Uni<Boolean> step() {
    return file.open().invoke(meters::counted).chain(this::deleteOld);
  }

  private Uni<Boolean> deleteOld() {
    var letters = Tuple.of(
        config.openRetention().toSeconds(),
        config.redrivenRetention().toSeconds(),
        config.sweepRows());
    var redrives = Tuple.of(config.redrivenRetention().toSeconds(), config.sweepRows());
    return table
        .run(DeadLetterSql.DELETE_IF_OLD, letters)
        .chain(deleted -> table
            .run(DeadLetterSql.DELETE_REDRIVES_IF_OLD, redrives)
            .map(more -> Math.max(deleted.rowCount(), more.rowCount()) == config.sweepRows()));
  }
}
