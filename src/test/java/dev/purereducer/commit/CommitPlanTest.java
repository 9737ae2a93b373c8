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

/**
 * A lane plans its statement once, and where the tables have just been found empty by a vacuum, the
 * planner holds reading all of an index for free.
 */
@QuarkusTest
class CommitPlanTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final String FOUND_EMPTY = """
      UPDATE pg_class
      SET relpages = 1, reltuples = 0
      WHERE relname IN (
        'action_dedup', 'action_dedup_pkey', 'workflow_state', 'workflow_state_pkey'
      )
      """;

  @Inject
  Pool pool;

  @Test
  void tablesFoundEmpty_everyRowIsStillLookedUp() {
    var connection = pool.getConnection().await().atMost(SOON);
    var transaction = connection.begin().await().atMost(SOON);
    try {
      run(connection, FOUND_EMPTY);
      run(connection, "SET LOCAL enable_seqscan = off");

      var plan = run(connection, "EXPLAIN (GENERIC_PLAN) " + CommitSql.COMMIT_IF_VERSION);

      assertTrue(readsIndex(plan, "action_dedup_pkey"), () -> String.join("\n", plan));
      assertTrue(readsIndex(plan, "workflow_state_pkey"), () -> String.join("\n", plan));
      assertFalse(readsWholeIndex(plan), () -> String.join("\n", plan));
    } finally {
      transaction.rollback().chain(connection::close).await().atMost(SOON);
    }
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
}
