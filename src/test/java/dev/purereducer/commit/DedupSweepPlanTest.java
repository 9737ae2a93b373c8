package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The sweep of expired action ids reads the index from its beginning, not the table. */
@QuarkusTest
class DedupSweepPlanTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** All have expired: nothing but the order speaks against reading the table. */
  private static final String MANY_EXPIRED = """
      INSERT INTO action_dedup
        (workflow_key, action_id, payload_hash, version, outcome, expires_at)
      SELECT 'plan', n::text, '', n, 'c', now() - INTERVAL '1 day' + n * INTERVAL '1 second'
      FROM generate_series(1, 20000) AS n
      """;

  @Inject
  Pool pool;

  @Test
  void sweepOfManyExpiredIds_readsTheIndex() {
    var connection = pool.getConnection().await().atMost(SOON);
    var transaction = connection.begin().await().atMost(SOON);
    try {
      run(connection, MANY_EXPIRED).await().atMost(SOON);
      run(connection, "ANALYZE action_dedup").await().atMost(SOON);

      var plan = run(
              connection, "EXPLAIN " + UpkeepSql.DELETE_DEDUP_IF_EXPIRED.replace("$1", "100"))
          .await()
          .atMost(SOON);

      assertTrue(plan.contains("Index Scan using action_dedup_expires_at"), plan);
      assertFalse(plan.contains("Seq Scan"), plan);
    } finally {
      transaction.rollback().chain(connection::close).await().atMost(SOON);
    }
  }

  private static Uni<String> run(SqlConnection connection, String sql) {
    return connection
        .query(sql)
        .execute()
        .map(rows -> StreamSupport.stream(rows.spliterator(), false)
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n")));
  }
}
