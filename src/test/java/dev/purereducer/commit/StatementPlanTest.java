package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the planner makes of a statement where its statistics are at their worst. */
@QuarkusTest
class StatementPlanTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** As after a vacuum: reading all of an index is held to be free. A lane plans but once. */
  private static final String FOUND_EMPTY = """
      UPDATE pg_class
      SET relpages = 1, reltuples = 0
      WHERE relname IN (
        'action_dedup', 'action_dedup_pkey', 'workflow_state', 'workflow_state_pkey'
      )
      """;

  /** All have expired: nothing but the order speaks against reading the table. */
  private static final String MANY_EXPIRED = """
      INSERT INTO action_dedup
        (workflow_key, action_id, action_hash, version, outcome, expires_at)
      SELECT 'plan', n::text, '', n, 'c', now() - INTERVAL '1 day' + n * INTERVAL '1 second'
      FROM generate_series(1, 20000) AS n
      """;

  @Inject
  Pool pool;

  @Test
  void commitWithStatisticsOfEmptyTables_usesIndexLookups() {
    var plan = plan(
        "EXPLAIN (GENERIC_PLAN) " + CommitSql.COMMIT_IF_VERSION,
        FOUND_EMPTY,
        "SET LOCAL enable_seqscan = off");

    assertTrue(readsIndex(plan, "action_dedup_pkey"), () -> text(plan));
    assertTrue(readsIndex(plan, "workflow_state_pkey"), () -> text(plan));
    assertFalse(readsWholeIndex(plan), () -> text(plan));
  }

  @Test
  void deletionOfManyExpiredIds_readsTheIndex() {
    var plan = plan(
        "EXPLAIN " + CommitSql.DELETE_DEDUP_IF_EXPIRED.replace("$1", "100"),
        MANY_EXPIRED,
        "ANALYZE action_dedup");

    assertTrue(readsIndex(plan, "action_dedup_expires_at"), () -> text(plan));
    assertFalse(text(plan).contains("Seq Scan"), () -> text(plan));
  }

  private List<String> plan(String explain, String... before) {
    var connection = pool.getConnection().await().atMost(SOON);
    var transaction = connection.begin().await().atMost(SOON);
    try {
      for (var sql : before) {
        run(connection, sql);
      }
      return run(connection, explain);
    } finally {
      transaction.rollback().chain(connection::close).await().atMost(SOON);
    }
  }

  private static List<String> run(SqlConnection connection, String sql) {
    return connection
        .query(sql)
        .execute()
        .map(rows -> StreamSupport.stream(rows.spliterator(), false)
            .map(row -> row.getString(0))
            .toList())
        .await()
        .atMost(SOON);
  }

  private static boolean readsIndex(List<String> plan, String index) {
    return plan.stream().anyMatch(line -> line.contains("Index Scan using " + index));
  }

  private static boolean readsWholeIndex(List<String> plan) {
    for (int i = 0; i < plan.size() - 1; i++) {
      if (plan.get(i).contains("Index Scan using") && !plan.get(i + 1).contains("Index Cond:")) {
        return true;
      }
    }
    return false;
  }

  private static String text(List<String> plan) {
    return String.join("\n", plan);
  }
}
