package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Foreign transactions that stay open, and what they lock. */
final class LockFaults {
  /** A few of the load's workflows, of every scenario. */
  private static final String LOCK_ROWS = """
      SELECT workflow_key
      FROM workflow_state
      WHERE workflow_key LIKE '%:sum-0' OR workflow_key LIKE '%:kafka-1'
      FOR UPDATE
      """;

  /** The lock that an instance takes to create a partition. */
  private static final String KEEP_PARTITION_MISSING = "SELECT pg_advisory_lock(7203148)";

  private static final String LET_PARTITION_BE_CREATED = "SELECT pg_advisory_unlock(7203148)";

  private static final String SET_PARTITION_ASIDE = """
      DO $$
      DECLARE
        partition text := 'workflow_history_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM');
      BEGIN
        LOCK TABLE workflow_history IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('ALTER TABLE workflow_history DETACH PARTITION %I', partition);
        EXECUTE format('ALTER TABLE %I RENAME TO history_set_aside', partition);
      END
      $$
      """;

  /** Waits for the new partition, up to 10 s, and moves the rows into it. */
  private static final String RESTORE_ROWS = """
      DO $$
      DECLARE
        partition text := 'workflow_history_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM');
      BEGIN
        FOR attempt IN 1..100 LOOP
          EXIT WHEN to_regclass(partition) IS NOT NULL;
          PERFORM pg_sleep(0.1);
        END LOOP;
        INSERT INTO workflow_history SELECT * FROM history_set_aside;
        DROP TABLE history_set_aside;
      END
      $$
      """;

  private LockFaults() {}

  /** Rows of busy workflows are locked; the others go on. */
  static void slowLock(TestCluster cluster, Schedule schedule) throws Exception {
    try (var connection = cluster.postgres().sql().connect();
        var _ = transaction(connection, LOCK_ROWS)) {
      Progress.during(cluster, schedule.between(ofSeconds(20), ofSeconds(25)));
      connection.rollback();
    }
  }

  /** The partition of the present month is missing while a report reads the history. */
  static void monthTurn(TestCluster cluster, Schedule schedule) throws Exception {
    try (var connection = cluster.postgres().sql().connect()) {
      connection.createStatement().execute(KEEP_PARTITION_MISSING);
      cluster.postgres().sql().execute(SET_PARTITION_ASIDE);
      try (var reader = transaction(connection, "SELECT count(*) FROM workflow_history")) {
        reader.execute(LET_PARTITION_BE_CREATED);
        cluster.postgres().sql().execute(RESTORE_ROWS);
        Progress.during(cluster, schedule.between(ofSeconds(20), ofSeconds(25)));
        schedule.oneOf(cluster.members()).service().restart();
        connection.rollback();
      }
    }
  }

  private static Statement transaction(Connection connection, String sql) throws SQLException {
    connection.setAutoCommit(false);
    var statement = connection.createStatement();
    statement.execute(sql);
    return statement;
  }
}
