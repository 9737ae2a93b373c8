package dev.purereducer.read;

import dev.purereducer.http.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists in PostgreSQL, a page at a time. */
@ApplicationScoped
class PageStore {
  /** What a list is restricted to; null for no restriction. */
  record ListFilter(
      @Nullable List<String> namespaces,
      @Nullable String tag,
      @Nullable String reducer) {}

  /** How far a projection has read a partition; {@code offset} is the next one to read. */
  record PartitionWatermark(
      String projection,
      String topic,
      int partition,
      long offset,
      Instant eventTime,
      Instant updatedAt) {}

  private final ReadStore store;
  private final long pageBytes;

  PageStore(ReadStore store, ReadConfig config) {
    this.store = store;
    this.pageBytes = config.pageBytes().asLongValue();
  }

  /** Workflows after that key, in the order of their keys' UTF-8 bytes. */
  Uni<Page<WorkflowView>> workflows(ListFilter filter, String after, int limit) {
    var parameters = Tuple.of(after, filter.reducer, limit, pageBytes);
    String sql;
    if (filter.tag != null) {
      sql = ReadSql.LIST_BY_TAG;
      parameters.addValue(namespaces(filter)).addValue(filter.tag);
    } else if (filter.namespaces != null) {
      sql = ReadSql.LIST_BY_NAMESPACES;
      parameters.addValue(namespaces(filter));
    } else {
      sql = ReadSql.LIST_ALL;
    }
    return store.run(sql, parameters).map(rows -> page(rows, ReadStore::view));
  }

  /** The actions after that version, in order. */
  Uni<Page<HistoryEntry>> history(String workflowKey, long after, int limit) {
    return history(workflowKey, after, limit, pageBytes);
  }

  /** The same, on a page of so many bytes, or of one action if that has more. */
  Uni<Page<HistoryEntry>> history(String workflowKey, long after, int limit, long bytes) {
    return store
        .run(ReadSql.SELECT_HISTORY, Tuple.of(workflowKey, after, limit, bytes))
        .map(rows -> page(rows, PageStore::historyEntry));
  }

  Uni<List<PartitionWatermark>> watermarks() {
    return store.run(ReadSql.SELECT_WATERMARKS, Tuple.tuple()).map(rows -> {
      List<PartitionWatermark> watermarks = new ArrayList<>(rows.size());
      rows.forEach(row -> watermarks.add(watermark(row)));
      return watermarks;
    });
  }

  /** How many events each projection has set aside; a projection without any may be missing. */
  Uni<Map<String, Long>> skippedCounts() {
    return store.run(ReadSql.COUNT_SKIPPED, Tuple.tuple()).map(rows -> {
      Map<String, Long> skipped = new HashMap<>();
      rows.forEach(row -> skipped.put(row.getString("projection"), row.getLong("skipped")));
      return skipped;
    });
  }

  private static String @Nullable [] namespaces(ListFilter filter) {
    return filter.namespaces == null ? null : filter.namespaces.toArray(String[]::new);
  }

  private static <T> Page<T> page(RowSet<Row> rows, Function<Row, T> item) {
    List<T> items = new ArrayList<>(rows.size());
    long lookedAt = 0;
    for (Row row : rows) {
      items.add(item.apply(row));
      lookedAt = row.getLong("looked_at");
    }
    return new Page<>(items, lookedAt > items.size());
  }

  private static HistoryEntry historyEntry(Row row) {
    return new HistoryEntry(
        row.getLong("version"),
        row.getString("action_id"),
        row.getString("action"),
        row.getString("intents"),
        row.getString("chain"),
        row.getOffsetDateTime("committed_at").toInstant());
  }

  private static PartitionWatermark watermark(Row row) {
    return new PartitionWatermark(
        row.getString("projection"),
        row.getString("topic"),
        row.getInteger("partition"),
        row.getLong("offset"),
        row.getOffsetDateTime("event_time").toInstant(),
        row.getOffsetDateTime("updated_at").toInstant());
  }
}
