package dev.purereducer.performance;

import dev.purereducer.cluster.Sql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** What stands in PostgreSQL, waited for. */
final class Stores {
  /** Work that is not done by then is lost. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(120);

  private static final Duration LOOK = Duration.ofMillis(20);

  private final Sql sql;

  Stores(Benchmark bench) {
    sql = bench.postgres().sql();
  }

  Sql sql() {
    return sql;
  }

  /** Until as many actions are committed as were acknowledged. */
  void awaitCommitted(Acknowledged acknowledged) {
    var committed = """
        SELECT coalesce(sum(version), 0)
        FROM workflow_state
        WHERE workflow_key >= ?
          AND workflow_key < ?
        """;
    await(committed, acknowledged.keys(), actions -> actions >= acknowledged.total());
  }

  /** Until the read model is where the canonical store is. */
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

  /** On one connection: to open one for every look would take a good part of the machine. */
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
        LockSupport.parkNanos(LOOK.toNanos());
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
