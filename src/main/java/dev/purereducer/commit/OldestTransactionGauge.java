package dev.purereducer.commit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/**
 * The age of the oldest transaction that keeps PostgreSQL from removing row versions nobody needs:
 * every commit leaves one behind, and reading past them gets slower and slower.
 */
@ApplicationScoped
class OldestTransactionGauge {
  private static final double UNKNOWN = Double.NaN;

  private final Pool pool;
  private volatile double ageSeconds = UNKNOWN;

  OldestTransactionGauge(Pool pool, MeterRegistry registry) {
    this.pool = pool;
    TimeGauge.builder("purereducer.old.snapshot.age", () -> ageSeconds, TimeUnit.SECONDS)
        .description("For how long the oldest transaction in the database has kept a snapshot")
        .register(registry);
  }

  /** Measures it. Never fails: an age that cannot be read is unknown, and no more than that. */
  Uni<Void> measure() {
    return pool.query(MaintenanceSql.OLDEST_SNAPSHOT)
        .execute()
        .map(rows -> rows.iterator().next().getDouble("age_seconds"))
        .onFailure()
        .recoverWithItem(UNKNOWN)
        .invoke(age -> ageSeconds = age)
        .replaceWithVoid();
  }
}
