package dev.purereducer.operate;

import dev.purereducer.action.IngestRole;
import dev.purereducer.loop.Heartbeats;
import dev.purereducer.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Counts the open letters, and deletes those that are older than they are kept. */
@ApplicationScoped
public class DeadLetterUpkeep {
  private final DeadLetterTable table;
  private final DeadLetterFile file;
  private final DeadLetterMeters meters;
  private final DeadLetterConfig config;
  private final IngestRole role;
  private final Loop loop;

  DeadLetterUpkeep(
      DeadLetterTable table,
      DeadLetterFile file,
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
    var idle = new Loop.Idle(config.sweep(), config.sweep());
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
