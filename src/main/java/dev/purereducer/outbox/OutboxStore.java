package dev.purereducer.outbox;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.OutboxEvent.EventType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reads and deletes rows of the table {@code outbox}. */
final class OutboxStore {
  /** An unpublished event. Within a workflow, ids ascend in commit order. */
  record OutboxRow(long id, OutboxEvent event) {
    String workflowKey() {
      return event.workflowKey();
    }
  }

  /** Limit of the depth sample: the exact size of a larger backlog is not worth counting. */
  static final int MAX_COUNTED_ROWS = 10_000;

  private static final long MICROS_PER_SECOND = 1_000_000;

  /**
   * The next rows to publish, in the order of ids.
   *
   * @param snapshotXmin every transaction with a lower id had ended before the read, so its rows
   *     were visible
   */
  record OutboxBatch(List<OutboxRow> rows, long snapshotXmin) {}

  /**
   * A sample of the outbox.
   *
   * @param rows number of rows, at most {@link #MAX_COUNTED_ROWS}
   */
  record OutboxDepth(long rows, Duration oldestAge) {}

  private final Pool pool;
  private final int batchRows;
  private final long batchBytes;

  OutboxStore(Pool pool, PublishConfig config) {
    this.pool = pool;
    this.batchRows = config.batchRows();
    this.batchBytes = config.batchBytes().asLongValue();
  }

  /** The first rows above {@code afterId} in these shards, without those of the excluded keys. */
  Uni<OutboxBatch> read(long afterId, Short[] shards, String[] excludedKeys) {
    var parameters = Tuple.of(afterId, shards, excludedKeys, batchRows, batchBytes);
    return BoundedStatement.run(pool, OutboxSql.SELECT_NEXT_BATCH, parameters)
        .map(OutboxStore::batch);
  }

  /** Returns the id of the deleting transaction, which is above that of each writer of a row. */
  Uni<Long> delete(List<OutboxRow> rows) {
    var ids = rows.stream().map(OutboxRow::id).toArray(Long[]::new);
    return BoundedStatement.run(pool, OutboxSql.DELETE_PUBLISHED, Tuple.of((Object) ids))
        .map(result -> result.iterator().next().getLong("deleted_by"));
  }

  Uni<OutboxDepth> depth() {
    return BoundedStatement.run(pool, OutboxSql.SELECT_DEPTH, Tuple.of(MAX_COUNTED_ROWS))
        .map(result -> {
          var row = result.iterator().next();
          double seconds = row.getDouble("oldest_age_seconds");
          return new OutboxDepth(
              row.getLong("depth"),
              Duration.of((long) (seconds * MICROS_PER_SECOND), ChronoUnit.MICROS));
        });
  }

  private static OutboxBatch batch(RowSet<Row> result) {
    List<OutboxRow> rows = new ArrayList<>(result.size());
    long snapshotXmin = 0;
    for (Row row : result) {
      rows.add(new OutboxRow(row.getLong("id"), event(row)));
      snapshotXmin = row.getLong("snapshot_xmin");
    }
    return new OutboxBatch(rows, snapshotXmin);
  }

  private static OutboxEvent event(Row row) {
    return new OutboxEvent(
        EventType.ofOutboxName(row.getString("event_type")),
        row.getString("event_id"),
        row.getString("workflow_key"),
        row.getLong("previous_version"),
        row.getLong("version"),
        row.getBuffer("event").getBytes(),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("traceparent"));
  }
}
