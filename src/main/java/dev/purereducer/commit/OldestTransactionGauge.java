package dev.purereducer.commit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/**
 * Gauge of the age of the oldest transaction that holds back VACUUM. Every commit leaves a dead row
 * version, and reads slow down if these are not removed.
 */
@ApplicationScoped
class OldestTransactionGauge {
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
    return pool.query(CommitSql.SELECT_OLDEST_TRANSACTION_AGE)
        .execute()
        .map(rows -> rows.iterator().next().getDouble("age_seconds"))
        .onFailure()
        .recoverWithItem(UNKNOWN)
        .invoke(age -> ageSeconds = age)
        .replaceWithVoid();
  }
}
