package dev.purereducer.outbox;

import dev.purereducer.event.EventType;
import dev.purereducer.event.OutboxEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The table {@code outbox}, as the relay reads and empties it. */
final class OutboxStore {
  /** A backlog is counted up to here: beyond, the number changes nothing and costs too much. */
  static final int MAX_COUNTED_ROWS = 10_000;

  private static final long MICROS_PER_SECOND = 1_000_000;

  /** Rows with ids above {@code after}, of these shards, without these keys. */
  record RowRange(long after, Short[] shards, String[] exceptKeys) {}

  /**
   * What is next to be published, in the order of ids.
   *
   * @param oldestRunning every transaction with a lower id has ended, and the rows it wrote were
   *     visible to the read
   */
  record OutboxBatch(List<OutboxRow> rows, long snapshotXmin) {}

  /** How much waits, up to {@link #MAX_COUNTED_ROWS}, and for how long the oldest has. */
  record OutboxDepth(long rows, Duration oldestAge) {}

  private final Pool pool;
  private final int batchRows;
  private final long batchBytes;

  OutboxStore(Pool pool, PublishConfig config) {
    this.pool = pool;
    this.batchRows = config.batchRows();
    this.batchBytes = config.batchBytes().asLongValue();
  }

  Uni<OutboxBatch> read(RowRange range) {
    return pool.preparedQuery(OutboxSql.READ_NEXT_IN_ORDER)
        .execute(Tuple.of(range.after, range.shards, range.exceptKeys, batchRows, batchBytes))
        .map(OutboxStore::batch);
  }

  /** Answers the id of the deleting transaction. It is above the id of each that wrote a row. */
  Uni<Long> delete(List<OutboxRow> rows) {
    var ids = rows.stream().map(OutboxRow::id).toArray(Long[]::new);
    return pool.preparedQuery(OutboxSql.DELETE_PUBLISHED)
        .execute(Tuple.of((Object) ids))
        .map(answer -> answer.iterator().next().getLong("deleted_by"));
  }

  Uni<OutboxDepth> depth() {
    return pool.preparedQuery(OutboxSql.SAMPLE_DEPTH)
        .execute(Tuple.of(MAX_COUNTED_ROWS))
        .map(answer -> {
          var row = answer.iterator().next();
          double seconds = row.getDouble("oldest_age_seconds");
          return new OutboxDepth(
              row.getLong("depth"),
              Duration.of((long) (seconds * MICROS_PER_SECOND), ChronoUnit.MICROS));
        });
  }

  private static OutboxBatch batch(RowSet<Row> answer) {
    List<OutboxRow> rows = new ArrayList<>(answer.size());
    long oldestRunning = 0;
    for (Row row : answer) {
      rows.add(new OutboxRow(row.getLong("id"), event(row)));
      oldestRunning = row.getLong("oldest_running");
    }
    return new OutboxBatch(rows, oldestRunning);
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
