package dev.purereducer.projection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The read model and its watermarks in PostgreSQL. */
@ApplicationScoped
class ProjectionStore {
  static final String PROJECTION = "workflow";

  private static final long MAX_STATE_BYTES = 4L << 20;
  private static final int MAX_KEY_CHARS = 600;
  private static final int MAX_DETAIL_CHARS = 500;

  private final Pool pool;
  private final ProjectionConfig config;

  ProjectionStore(Pool pool, ProjectionConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /**
   * Moves the rows that are newer than what is stored, and the watermarks, in one transaction.
   * Emits the keys that moved.
   */
  Uni<Set<String>> upsertIfNewer(List<ProjectedRow> rows, List<Watermark> watermarks) {
    return upsert(ProjectionSql.UPSERT_IF_NEWER, rows, watermarks);
  }

  /** Writes the rows that are not older than what is stored. */
  Uni<Void> upsertUnlessOlder(List<ProjectedRow> rows) {
    return upsert(ProjectionSql.UPSERT_UNLESS_OLDER, rows, List.of()).replaceWithVoid();
  }

  /** States after that key, in the order of keys; none when there are no more. */
  Uni<RowSet<Row>> states(String after, int limit) {
    return pool.preparedQuery(ProjectionSql.SELECT_STATES)
        .execute(Tuple.of(after, limit, MAX_STATE_BYTES))
        .ifNoItem()
        .after(config.writeTimeout())
        .fail();
  }

  private Uni<Set<String>> upsert(String sql, List<ProjectedRow> rows, List<Watermark> watermarks) {
    var parameters = Tuple.tuple()
        .addValue(column(rows, String[]::new, ProjectedRow::workflowKey))
        .addValue(column(rows, Long[]::new, ProjectedRow::version))
        .addValue(column(rows, String[]::new, ProjectedRow::reducer))
        .addValue(column(rows, String[]::new, ProjectedRow::namespace))
        .addValue(column(rows, String[]::new, ProjectedRow::tag))
        .addValue(column(rows, String[]::new, ProjectedRow::lastActionText))
        .addValue(column(rows, String[]::new, ProjectedRow::indicesText))
        .addValue(column(rows, String[]::new, ProjectedRow::extrasText))
        .addValue(column(rows, OffsetDateTime[]::new, row -> utc(row.committedAt())))
        .addValue(PROJECTION)
        .addValue(column(watermarks, String[]::new, Watermark::topic))
        .addValue(column(watermarks, Integer[]::new, Watermark::partition))
        .addValue(column(watermarks, Long[]::new, Watermark::offset))
        .addValue(column(watermarks, OffsetDateTime[]::new, mark -> utc(mark.eventTime())));
    return pool.preparedQuery(sql)
        .execute(parameters)
        .ifNoItem()
        .after(config.writeTimeout())
        .fail()
        .map(answer -> {
          var moved = answer.iterator().next().getArrayOfStrings("workflow_keys");
          return moved == null ? Set.of() : Set.of(moved);
        });
  }

  /** Keeps what could not be projected, of each workflow the first in the list. */
  Uni<Void> insertSkipped(List<SkippedEvent> events) {
    Map<String, SkippedEvent> byKey = new LinkedHashMap<>();
    events.forEach(
        event -> byKey.putIfAbsent(storable(event.event().workflowKey(), MAX_KEY_CHARS), event));
    var kept = List.copyOf(byKey.entrySet());
    var parameters = Tuple.tuple()
        .addValue(PROJECTION)
        .addValue(column(kept, String[]::new, Map.Entry::getKey))
        .addValue(column(kept, Long[]::new, of -> of.getValue().event().version()))
        .addValue(
            column(kept, String[]::new, of -> of.getValue().event().position().topic()))
        .addValue(
            column(kept, Integer[]::new, of -> of.getValue().event().position().partition()))
        .addValue(column(kept, Long[]::new, of -> of.getValue().event().position().offset()))
        .addValue(column(kept, String[]::new, of -> of.getValue().reason()))
        .addValue(
            column(kept, String[]::new, of -> storable(of.getValue().detail(), MAX_DETAIL_CHARS)));
    return pool.preparedQuery(ProjectionSql.UPSERT_SKIPPED)
        .execute(parameters)
        .ifNoItem()
        .after(config.writeTimeout())
        .fail()
        .replaceWithVoid();
  }

  private static String storable(String text, int maxChars) {
    var clean = text.replace('\0', '\uFFFD');
    return clean.length() <= maxChars ? clean : clean.substring(0, maxChars);
  }

  private static <T, C> C[] column(
      List<T> rows, IntFunction<C[]> array, Function<T, ? extends C> value) {
    return rows.stream().map(value).toArray(array);
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
