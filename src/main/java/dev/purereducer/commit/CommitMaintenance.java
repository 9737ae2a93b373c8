package dev.purereducer.commit;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.runtime.Maintenance;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Maintenance tasks of the commit path's tables: partitions of the history are created in advance,
 * expired rows are deleted, and the oldest transaction is measured.
 */
@ApplicationScoped
public class CommitMaintenance {
  /** The partitions have months of attempts, and a missing one is created by the first commit. */
  private static final Duration PARTITION_INTERVAL = Duration.ofMinutes(1);

  private final Pool pool;
  private final OldestTransactionGauge oldestTransaction;
  private final CommitConfig config;
  private final RoleConfig roles;
  private final HistoryPartitions partitions;
  private final ReducerTimeouts reducerTimeouts;

  CommitMaintenance(
      Pool pool,
      OldestTransactionGauge oldestTransaction,
      CommitConfig config,
      RoleConfig roles,
      HistoryPartitions partitions,
      ReducerTimeouts reducerTimeouts) {
    this.pool = pool;
    this.oldestTransaction = oldestTransaction;
    this.config = config;
    this.roles = roles;
    this.partitions = partitions;
    this.reducerTimeouts = reducerTimeouts;
  }

  void start(@Observes StartupEvent event, Maintenance maintenance) {
    if (roles.runs(Role.INGEST)) {
      maintenance.start(
          "history-partitions",
          PARTITION_INTERVAL,
          () -> partitions.createAhead().replaceWith(false));
      maintenance.start("expired-action-ids", config.dedupSweep(), this::deleteExpired);
      maintenance.start(
          "old-reducer-timeouts",
          config.dedupSweep(),
          () -> reducerTimeouts.deleteExpired().replaceWith(false));
      maintenance.start(
          "oldest-transaction",
          config.dedupSweep(),
          () -> oldestTransaction.measure().replaceWith(false));
    }
  }

  /** Deletes one batch; emits whether there may be more. */
  Uni<Boolean> deleteExpired() {
    var parameters = Tuple.of(config.dedupSweepRows());
    return BoundedStatement.run(pool, CommitSql.DELETE_DEDUP_IF_EXPIRED, parameters)
        .map(deleted -> deleted.rowCount() == config.dedupSweepRows());
  }

  /**
   * Gauge of the age of the oldest transaction that holds back VACUUM. Every commit leaves a dead row
   * version, and reads slow down if these are not removed.
   */
  @ApplicationScoped
  static class OldestTransactionGauge {
    private static final double UNKNOWN = Double.NaN;

    private final Pool pool;
    private volatile double ageSeconds = UNKNOWN;

    OldestTransactionGauge(Pool pool, MeterRegistry registry) {
      this.pool = pool;
      TimeGauge.builder("purereducer.old.snapshot.age", () -> ageSeconds, TimeUnit.SECONDS)
          .description("Age of the oldest transaction that holds back VACUUM in this database")
          .register(registry);
    }

    /** Updates the gauge. An age that cannot be read is NaN. */
    Uni<Void> measure() {
      return BoundedStatement.run(pool, CommitSql.SELECT_OLDEST_TRANSACTION_AGE, Tuple.tuple())
          .map(rows -> rows.iterator().next().getDouble("age_seconds"))
          .onFailure()
          .invoke(_ -> ageSeconds = UNKNOWN)
          .invoke(age -> ageSeconds = age)
          .replaceWithVoid();
    }
  }
}
