package dev.purereducer.commit;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;

/**
 * Periodic maintenance of the commit path's tables: deletes expired action ids, creates partitions
 * of the history in advance, and measures the oldest transaction.
 */
@ApplicationScoped
public class CommitMaintenance {
  private final Pool pool;
  private final OldestTransactionGauge oldestTransaction;
  private final CommitConfig config;
  private final RoleConfig roles;
  private final HistoryPartitions partitions;
  private final Loop loop;

  CommitMaintenance(
      Pool pool,
      OldestTransactionGauge oldestTransaction,
      CommitConfig config,
      RoleConfig roles,
      Vertx vertx,
      Heartbeats heartbeats) {
    this.pool = pool;
    this.oldestTransaction = oldestTransaction;
    this.config = config;
    this.roles = roles;
    this.partitions = new HistoryPartitions(pool);
    var interval = new Loop.PollInterval(config.dedupSweep(), config.dedupSweep());
    this.loop = new Loop("commit-maintenance", vertx, heartbeats, interval, this::step);
  }

  void start(@Observes StartupEvent event) {
    if (roles.runs(Role.INGEST)) {
      partitions
          .createAhead()
          .ifNoItem()
          .after(config.statementTimeout())
          .fail()
          .onFailure()
          .recoverWithNull()
          .await()
          .indefinitely();
      loop.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (roles.runs(Role.INGEST)) {
      loop.stop().await().atMost(config.statementTimeout());
    }
  }

  Uni<Boolean> step() {
    return partitions.createAhead().chain(oldestTransaction::measure).chain(this::deleteExpired);
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

    /** Updates the gauge. Never fails: an age that cannot be read is NaN. */
    Uni<Void> measure() {
      return BoundedStatement.run(pool, CommitSql.SELECT_OLDEST_TRANSACTION_AGE, Tuple.tuple())
          .map(rows -> rows.iterator().next().getDouble("age_seconds"))
          .onFailure()
          .recoverWithItem(UNKNOWN)
          .invoke(age -> ageSeconds = age)
          .replaceWithVoid();
    }
  }
}
