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

  /** Removes this month's partition; the rows of this scenario move to the default partition. */
  private static final String REMOVE_PARTITION = """
      DO $$
      DECLARE
        partition text := 'workflow_history_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM');
      BEGIN
        LOCK TABLE workflow_history IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('ALTER TABLE workflow_history DETACH PARTITION %I', partition);
        EXECUTE format(
          'INSERT INTO workflow_history SELECT * FROM %I WHERE starts_with(workflow_key, $1)',
          partition) USING 'month-turn:';
        EXECUTE format('DROP TABLE %I', partition);
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
    cluster.postgres().sql().execute(REMOVE_PARTITION);
    try (var connection = cluster.postgres().sql().connect();
        var _ = transaction(connection, "SELECT count(*) FROM workflow_history")) {
      Progress.during(cluster, schedule.between(ofSeconds(20), ofSeconds(25)));
      schedule.oneOf(cluster.members()).service().restart();
      connection.rollback();
    }
  }

  private static Statement transaction(Connection connection, String sql) throws SQLException {
    connection.setAutoCommit(false);
    var statement = connection.createStatement();
    statement.execute(sql);
    return statement;
  }
}
