package dev.purereducer.projection;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the rows written by the materializer. */
final class ProjectedRows {
  private final Pool pool;

  ProjectedRows(Pool pool) {
    this.pool = pool;
  }

  /** 0 if there is no row. */
  long version(String key) {
    return first("SELECT version FROM workflow_projection WHERE workflow_key = $1", key)
        .map(row -> row.getLong(0))
        .orElse(0L);
  }

  Row row(String key) {
    return first(
            "SELECT version, reducer, namespace, tag, last_action::text, indices::text,"
                + " extras::text, updated_at FROM workflow_projection WHERE workflow_key = $1",
            key)
        .orElseThrow();
  }

  OptionalLong watermark(String topic, int partition) {
    return first(
            "SELECT max(\"offset\") FROM projection_wm WHERE topic = $1" + " AND partition = "
                + partition,
            topic)
        .map(row -> row.getLong(0))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  Instant eventTime(String topic) {
    return first("SELECT event_time FROM projection_wm WHERE topic = $1", topic)
        .orElseThrow()
        .getOffsetDateTime(0)
        .toInstant();
  }

  /** The reason of the skipped event; null if there is none. */
  @Nullable
  String skipReason(String key) {
    return first("SELECT reason FROM projection_skipped WHERE workflow_key = $1", key)
        .map(row -> row.getString(0))
        .orElse(null);
  }

  void sql(String sql) {
    pool.query(sql).execute().await().atMost(Duration.ofSeconds(10));
  }

  private Optional<Row> first(String sql, String parameter) {
    var rows =
        pool.preparedQuery(sql).execute(Tuple.of(parameter)).await().atMost(Duration.ofSeconds(10));
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
