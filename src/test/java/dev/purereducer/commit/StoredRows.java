package dev.purereducer.commit;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** SQL access to the tables for assertions. */
@ApplicationScoped
public class StoredRows {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Pool pool;

  StoredRows(Pool pool) {
    this.pool = pool;
  }

  public List<Row> select(String sql, Object... parameters) {
    var rows = pool.preparedQuery(sql)
        .execute(Tuple.tuple(List.of(parameters)))
        .await()
        .atMost(SOON);
    return StreamSupport.stream(rows.spliterator(), false).toList();
  }

  public String state(String key) {
    return select("SELECT state::text FROM workflow_state WHERE workflow_key = $1", key)
        .getFirst()
        .getString(0);
  }

  /** Null when the workflow has no row. */
  public Long version(String key) {
    var found = select("SELECT version FROM workflow_state WHERE workflow_key = $1", key);
    return found.isEmpty() ? null : found.getFirst().getLong(0);
  }

  public List<Long> historyVersions(String key) {
    return select(
            "SELECT version FROM workflow_history WHERE workflow_key = $1 ORDER BY version", key)
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }
}
