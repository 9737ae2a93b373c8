package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.CommitMaintenance.OldestTransactionGauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The age of what keeps the database from cleaning up, held by a session of the test. */
@QuarkusTest
class OldestTransactionGaugeTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Longer than any transaction of the service, or of a concurrent test. */
  private static final double OLD_SECONDS = 2;

  @Inject
  Pool pool;

  @Inject
  OldestTransactionGauge gauge;

  @Inject
  MeterRegistry registry;

  private SqlConnection holder;

  @BeforeEach
  void connect() {
    holder = pool.getConnection().await().atMost(SOON);
  }

  @AfterEach
  void disconnect() {
    run(holder, "ROLLBACK");
    holder.close().await().atMost(SOON);
  }

  @Test
  void age_growsWhileASnapshotIsHeld() {
    run(holder, "BEGIN ISOLATION LEVEL REPEATABLE READ");
    run(holder, "SELECT 1");
    await().atMost(SOON).until(() -> measured() > OLD_SECONDS);

    run(holder, "ROLLBACK");

    await().atMost(SOON).until(() -> measured() < OLD_SECONDS);
  }

  @Test
  void age_growsForATransactionThatHasWritten() {
    run(holder, "BEGIN");
    run(holder, "SELECT pg_current_xact_id()");

    await().atMost(SOON).until(() -> measured() > OLD_SECONDS);
  }

  /** Between its statements it holds no snapshot. */
  @Test
  void age_ignoresAnIdleTransactionThatOnlyReads() {
    run(holder, "BEGIN");
    run(holder, "SELECT 1");
    await().atMost(SOON).until(() -> sinceBegin() > OLD_SECONDS);

    await().atMost(SOON).until(() -> measured() < OLD_SECONDS);
  }

  @Test
  void age_ofOtherRolesSessions_needsThePrivilege() {
    run(holder, "BEGIN ISOLATION LEVEL REPEATABLE READ");
    run(holder, "SELECT 1");
    await().atMost(SOON).until(() -> measured() > OLD_SECONDS);

    var ordinary = pool.getConnection().await().atMost(SOON);
    try {
      run(ordinary, "BEGIN");
      run(ordinary, "CREATE ROLE ordinary_reader");
      run(ordinary, "SET LOCAL ROLE ordinary_reader");
      assertEquals(0, number(ordinary, CommitSql.SELECT_OLDEST_TRANSACTION_AGE));
      run(ordinary, "RESET ROLE");
      run(ordinary, "GRANT pg_read_all_stats TO ordinary_reader");
      run(ordinary, "SET LOCAL ROLE ordinary_reader");
      assertTrue(number(ordinary, CommitSql.SELECT_OLDEST_TRANSACTION_AGE) > OLD_SECONDS);
    } finally {
      run(ordinary, "ROLLBACK");
      ordinary.close().await().atMost(SOON);
    }
  }

  private double measured() {
    gauge.measure().await().atMost(SOON);
    return registry.get("purereducer.old.snapshot.age").timeGauge().value(TimeUnit.SECONDS);
  }

  private double sinceBegin() {
    return number(holder, "SELECT extract(epoch FROM clock_timestamp() - now())::float8");
  }

  private static double number(SqlConnection connection, String sql) {
    var rows = connection.query(sql).execute().await().atMost(SOON);
    return rows.iterator().next().getDouble(0);
  }

  private static void run(SqlConnection connection, String sql) {
    connection.query(sql).execute().await().atMost(SOON);
  }
}
