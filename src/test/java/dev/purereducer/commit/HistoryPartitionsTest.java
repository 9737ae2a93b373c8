package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions of the history: created ahead, and never a reason to stop. */
@QuarkusTest
class HistoryPartitionsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Several lock timeouts of a second, one for each month that could be missing. */
  private static final Duration BOUNDED = Duration.ofSeconds(4);

  private static final String INSERT_ROW = """
      INSERT INTO workflow_history
        (workflow_key, version, action_id, reducer_version, action, action_hash, chain, committed_at)
      SELECT '%s', n, 'a', 1, '{}', '', '', date_trunc('month', now()) + INTERVAL '3 months 10 days'
      FROM generate_series(1, 3) AS n
      """;

  private final String key = "partitions:" + UUID.randomUUID();

  /** The last month that is created ahead. */
  private final String partition = "workflow_history_"
      + DateTimeFormatter.ofPattern("yyyy_MM")
          .format(LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).plusMonths(3));

  @Inject
  Pool pool;

  @Inject
  Lanes lanes;

  @Inject
  CommitMaintenance maintenance;

  private HistoryPartitions partitions;

  @BeforeEach
  void dropPartition() {
    partitions = new HistoryPartitions(pool);
    run("DROP TABLE IF EXISTS " + partition);
  }

  @AfterEach
  void createPartition() {
    run("DELETE FROM workflow_history WHERE workflow_key = '" + key + "'");
    new HistoryPartitions(pool).createAhead().await().atMost(SOON);
  }

  @Test
  void missingPartition_isCreatedThreeMonthsAhead() {
    partitions.createAhead().await().atMost(SOON);

    assertTrue(exists());
  }

  @Test
  void rowsOutsideAllPartitions_moveIntoTheirMonthWhenItIsCreated() {
    run(INSERT_ROW.formatted(key));
    assertEquals("workflow_history_default", partitionOfRows());

    partitions.createAhead().await().atMost(SOON);

    assertEquals(partition, partitionOfRows());
    assertEquals(
        3, count("SELECT count(*) FROM workflow_history WHERE workflow_key = '" + key + "'"));
  }

  @Test
  void openReaderOfTheHistory_delaysOnlyThePartition() {
    var reader = pool.getConnection().await().atMost(SOON);
    var transaction = reader.begin().await().atMost(SOON);
    run(reader, "SELECT count(*) FROM workflow_history");
    long start = System.nanoTime();

    var created = partitions.createAhead().subscribeAsCompletionStage();
    var outcome = lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(BOUNDED);
    maintenance.step().await().atMost(BOUNDED);
    created.join();

    var took = Duration.ofNanos(System.nanoTime() - start);
    assertInstanceOf(Committed.class, outcome);
    assertTrue(took.compareTo(BOUNDED) < 0, () -> "blocked for " + took);
    assertTrue(!exists());
    transaction.rollback().chain(reader::close).await().atMost(SOON);
    new HistoryPartitions(pool).createAhead().await().atMost(SOON);
    assertTrue(exists());
  }

  @Test
  void partitionCreatedDuringACommit_doesNotRejectTheAction() throws Exception {
    var current = "workflow_history_"
        + DateTimeFormatter.ofPattern("yyyy_MM").format(LocalDate.now(ZoneOffset.UTC));
    var bounds = text(
        "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = '" + current + "'");
    run("ALTER TABLE workflow_history DETACH PARTITION " + current);
    run("ALTER TABLE " + current + " RENAME TO detached_history");
    try {
      assertInstanceOf(Committed.class, commitWhilePartitionIsCreated());
      assertEquals(current, partitionOfRows());
    } finally {
      run("DROP TABLE IF EXISTS " + current);
      run("ALTER TABLE detached_history RENAME TO " + current);
      run("ALTER TABLE workflow_history ATTACH PARTITION " + current + " " + bounds);
    }
  }

  /** The commit waits for the lock of the default partition, which its row belonged to until then. */
  private Outcome commitWhilePartitionIsCreated() throws Exception {
    var creator = pool.getConnection().await().atMost(SOON);
    var transaction = creator.begin().await().atMost(SOON);
    run(creator, "LOCK TABLE workflow_history_default IN ACCESS EXCLUSIVE MODE");
    var outcome = lanes.submit(ActionCommandBuilder.add(key, 1)).subscribeAsCompletionStage();
    Awaitility.await()
        .atMost(SOON)
        .until(() -> count("SELECT count(*) FROM pg_locks WHERE NOT granted"
                + " AND relation = 'workflow_history_default'::regclass")
            == 1);
    run(creator, "SELECT create_history_partition((now() AT TIME ZONE 'UTC')::date)");
    transaction.commit().chain(creator::close).await().atMost(SOON);
    return outcome.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private boolean exists() {
    return count("SELECT count(*) FROM pg_class WHERE relname = '" + partition + "'") == 1;
  }

  private long count(String sql) {
    return pool.query(sql).execute().await().atMost(SOON).iterator().next().getLong(0);
  }

  private String text(String sql) {
    return pool.query(sql).execute().await().atMost(SOON).iterator().next().getString(0);
  }

  private String partitionOfRows() {
    return text("SELECT DISTINCT tableoid::regclass::text FROM workflow_history"
        + " WHERE workflow_key = '" + key + "'");
  }

  private void run(String sql) {
    pool.query(sql).execute().await().atMost(SOON);
  }

  private static void run(SqlConnection connection, String sql) {
    connection.query(sql).execute().await().atMost(SOON);
  }
}
