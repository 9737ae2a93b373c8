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
        (workflow_key, version, action_id, action, action_hash, chain, committed_at)
      SELECT '%s', n, 'a', '{}', '', '', date_trunc('month', now()) + INTERVAL '3 months 10 days'
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

  private boolean exists() {
    return count("SELECT count(*) FROM pg_class WHERE relname = '" + partition + "'") == 1;
  }

  private long count(String sql) {
    return pool.query(sql).execute().await().atMost(SOON).iterator().next().getLong(0);
  }

  private String partitionOfRows() {
    var sql =
        "SELECT DISTINCT tableoid::regclass::text FROM workflow_history WHERE workflow_key = '";
    var rows = pool.query(sql + key + "'").execute().await().atMost(SOON);
    return rows.iterator().next().getString(0);
  }

  private void run(String sql) {
    pool.query(sql).execute().await().atMost(SOON);
  }

  private static void run(SqlConnection connection, String sql) {
    connection.query(sql).execute().await().atMost(SOON);
  }
}
