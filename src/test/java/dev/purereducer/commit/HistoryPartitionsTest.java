package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.database.StoreUnavailableException;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.CompositeException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions of the history: created ahead, and never a reason to stop. */
@QuarkusTest
class HistoryPartitionsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String READ_ALL = "SELECT count(*) FROM workflow_history";

  /** The lock that ATTACH needs, held by another ATTACH or by a VACUUM. */
  private static final String LOCK_AS_ATTACH =
      "LOCK TABLE ONLY workflow_history IN SHARE UPDATE EXCLUSIVE MODE";

  private static final String INSERT_LAST_MONTH_AHEAD = """
      INSERT INTO workflow_history
        (workflow_key, version, action_id, reducer_version, action, action_hash, chain, committed_at)
      VALUES ('%s', 1, 'a', 1, '{}', '', '', date_trunc('month', now()) + INTERVAL '3 months 10 days')
      """;

  private final String key = "partitions:" + UUID.randomUUID();

  @Inject
  Pool pool;

  @Inject
  Lanes lanes;

  @Inject
  TestLanes testLanes;

  @Inject
  HistoryPartitions partitions;

  private String current;
  private String lastAhead;

  @BeforeEach
  void findNames() {
    current = partitionName(0);
    lastAhead = partitionName(3);
  }

  @AfterEach
  void createPartitions() {
    run("DELETE FROM workflow_history WHERE workflow_key LIKE 'partitions:%'");
    partitions.createAhead().await().atMost(SOON);
  }

  @Test
  void migration_createsPartitionsThreeMonthsAheadAndNoDefault() {
    assertTrue(isAttached(current));
    assertTrue(isAttached(lastAhead));
    assertEquals(0, count("SELECT count(*) FROM pg_partitioned_table WHERE partdefid <> 0"));
  }

  /** Two months ahead has a partition, three years ahead and behind have none. */
  @ParameterizedTest
  @ValueSource(ints = {60, 1_000, -1_000})
  void commitOfAnInstanceWithAWrongClock_isInThePartitionOfTheDatabasesMonth(int days) {
    var wrong = testLanes.withWrongClock(Duration.ofDays(days));
    try {
      assertInstanceOf(
          Committed.class,
          wrong.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON));
    } finally {
      TestLanes.stop(wrong);
    }

    assertEquals(
        1,
        count("SELECT count(*) FROM workflow_history WHERE workflow_key = '" + key
            + "' AND committed_at BETWEEN now() - INTERVAL '1 minute' AND now()"));
  }

  @Test
  void missingPartition_isCreatedThreeMonthsAhead() {
    run("DROP TABLE " + lastAhead);

    partitions.createAhead().await().atMost(SOON);

    assertTrue(isAttached(lastAhead));
  }

  @Test
  void openReaderAndWriterOfAllPartitions_delayNothing() {
    run("DROP TABLE " + lastAhead);
    var reader = begin(READ_ALL);
    var writer = begin("LOCK TABLE workflow_history IN ROW EXCLUSIVE MODE");
    try {
      partitions.createAhead().await().atMost(SOON);

      assertTrue(isAttached(lastAhead));
      assertInstanceOf(Committed.class, commit());
    } finally {
      rollback(reader);
      rollback(writer);
    }
  }

  @Test
  void attachThatWaitsForItsLock_letsCommitsAndReadersPass() {
    var holder = begin(LOCK_AS_ATTACH);
    var attaching = begin("SELECT 1");
    try {
      var waiting = attaching.query(LOCK_AS_ATTACH).execute().subscribeAsCompletionStage();
      await().atMost(SOON).until(this::attachIsWaiting);

      assertInstanceOf(Committed.class, commit());
      count(READ_ALL);

      assertTrue(attachIsWaiting());
      run(holder, "ROLLBACK");
      waiting.join();
    } finally {
      rollback(holder);
      rollback(attaching);
    }
  }

  @Test
  void partitionThatCannotBeCreatedNow_isCreatedLater() {
    run("DROP TABLE " + lastAhead);
    var holder = begin(LOCK_AS_ATTACH);
    try {
      assertThrows(
          CompositeException.class, () -> partitions.createAhead().await().atMost(SOON));
      assertFalse(isAttached(lastAhead));
    } finally {
      rollback(holder);
    }

    partitions.createAhead().await().atMost(SOON);

    assertTrue(isAttached(lastAhead));
  }

  @Test
  void commitWithoutItsPartition_createsItAndIsCommitted() {
    detachCurrent();
    try {
      assertInstanceOf(Committed.class, commit());

      assertEquals(current, partitionOfRows());
    } finally {
      restoreCurrent();
    }
  }

  @Test
  void partitionThatCannotBeCreated_failsTheCommitTemporarily() {
    var lanes = testLanes.withShortTimeout(store -> store);
    detachCurrent();
    try {
      var holder = begin(LOCK_AS_ATTACH);
      try {
        assertThrows(
            StoreUnavailableException.class,
            () -> lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON));
      } finally {
        rollback(holder);
      }
      var outcome = lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);

      assertEquals(1, assertInstanceOf(Committed.class, outcome).version());
    } finally {
      lanes.stop(null);
      restoreCurrent();
    }
  }

  @Test
  void detachedPartition_isAttachedAgainWithItsRows() {
    run(INSERT_LAST_MONTH_AHEAD.formatted(key));
    run("ALTER TABLE workflow_history DETACH PARTITION " + lastAhead);

    partitions.createAhead().await().atMost(SOON);

    assertEquals(lastAhead, partitionOfRows());
  }

  private Outcome commit() {
    return lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);
  }

  private void detachCurrent() {
    run("ALTER TABLE workflow_history DETACH PARTITION " + current);
    run("ALTER TABLE " + current + " RENAME TO detached_history");
  }

  private void restoreCurrent() {
    run("DROP TABLE IF EXISTS " + current);
    run("ALTER TABLE detached_history RENAME TO " + current);
    partitions.createAhead().await().atMost(SOON);
    run("DELETE FROM workflow_state WHERE workflow_key = '" + key + "'");
  }

  private String partitionName(int monthsAhead) {
    return text(
        "SELECT 'workflow_history_' || to_char(date_trunc('month', now() AT TIME ZONE 'UTC')"
            + " + INTERVAL '1 month' * " + monthsAhead + ", 'YYYY_MM')");
  }

  private boolean isAttached(String partition) {
    return count("SELECT count(*) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            + " WHERE inhparent = 'workflow_history'::regclass AND relname = '" + partition + "'")
        == 1;
  }

  private boolean attachIsWaiting() {
    return count("SELECT count(*) FROM pg_locks WHERE NOT granted"
            + " AND mode = 'ShareUpdateExclusiveLock'"
            + " AND relation = 'workflow_history'::regclass")
        > 0;
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

  /** A connection with an open transaction in which the statement has run. */
  private SqlConnection begin(String sql) {
    var connection = pool.getConnection().await().atMost(SOON);
    run(connection, "BEGIN");
    run(connection, sql);
    return connection;
  }

  private static void rollback(SqlConnection connection) {
    run(connection, "ROLLBACK");
    connection.close().await().atMost(SOON);
  }

  private void run(String sql) {
    pool.query(sql).execute().await().atMost(SOON);
  }

  private static void run(SqlConnection connection, String sql) {
    connection.query(sql).execute().await().atMost(SOON);
  }
}
