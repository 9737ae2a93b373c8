package dev.purereducer.performance;

import dev.purereducer.testkit.Sql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** Waits until PostgreSQL has the acknowledged actions. */
final class StoreProgress {
  /** Timeout of each wait, after which actions count as lost. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(120);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private final Sql sql;

  StoreProgress(Benchmark benchmark) {
    sql = benchmark.postgres().sql();
  }

  Sql sql() {
    return sql;
  }

  /** Waits until all acknowledged actions are committed. */
  void awaitCommitted(Acknowledged acknowledged) {
    var committed = """
        SELECT coalesce(sum(version), 0)
        FROM workflow_state
        WHERE workflow_key >= ?
          AND workflow_key < ?
        """;
    await(committed, acknowledged.keys(), actions -> actions >= acknowledged.total());
  }

  /** Waits until the read models have the canonical versions. */
  void awaitProjected(Keys keys) {
    var behind = """
        SELECT count(*)
        FROM workflow_state s
        LEFT JOIN workflow_projection p ON p.workflow_key = s.workflow_key
        WHERE s.workflow_key >= ?
          AND s.workflow_key < ?
          AND s.version IS DISTINCT FROM p.version
        """;
    await(behind, keys, rows -> rows == 0);
  }

  /** Polls on one connection, because a new connection per poll would load the machine. */
  private void await(String query, Keys keys, LongPredicate done) {
    try (var connection = sql.connect();
        var statement = connection.prepareStatement(query)) {
      statement.setString(1, keys.prefix());
      statement.setString(2, keys.end());
      long deadline = System.nanoTime() + MAX_WAIT.toNanos();
      while (!done.test(number(statement))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not complete after " + MAX_WAIT + ": " + query);
        }
        LockSupport.parkNanos(POLL_INTERVAL.toNanos());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (var result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }
}
