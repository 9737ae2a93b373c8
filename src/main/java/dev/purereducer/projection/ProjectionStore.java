package dev.purereducer.projection;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.history.ReadModels.WorkflowView;
import dev.purereducer.projection.Materializer.ProjectionBatch.Watermark;
import dev.purereducer.projection.Projector.SkippedEvent;
import dev.purereducer.reduce.Reducer;
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

/** Read models, watermarks and skipped events of the projection in PostgreSQL. */
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
   * Writes the read models that are newer than the stored ones, and the watermarks, in one
   * transaction. Returns the keys of the written read models.
   */
  Uni<Set<String>> upsertIfNewer(List<WorkflowView> views, List<Watermark> watermarks) {
    return upsert(views, watermarks, false);
  }

  /** Writes the read models whose version is not older than the stored one. */
  Uni<Void> upsertUnlessOlder(List<WorkflowView> views) {
    return upsert(views, List.of(), true).replaceWithVoid();
  }

  /** A page of canonical states after that key, in the order of keys; empty at the end. */
  Uni<RowSet<Row>> states(String afterKey, int limit) {
    return run(ProjectionSql.SELECT_STATES_AFTER, Tuple.of(afterKey, limit, MAX_STATE_BYTES));
  }

  /** States of workflows with a skipped event of that reason, which these reducers can read. */
  Uni<RowSet<Row>> skippedStates(String reason, List<Reducer<?>> own, int limit) {
    return run(
        ProjectionSql.SELECT_STATES_IF_SKIPPED,
        Tuple.of(
            PROJECTION,
            reason,
            column(own, String[]::new, Reducer::name),
            column(own, Integer[]::new, Reducer::version),
            column(own, Integer[]::new, Reducer::schemaVersion),
            limit));
  }

  Uni<Void> changeSkippedReason(String workflowKey, String reason) {
    return run(ProjectionSql.UPDATE_SKIPPED_REASON, Tuple.of(PROJECTION, workflowKey, reason))
        .replaceWithVoid();
  }

  private Uni<Set<String>> upsert(
      List<WorkflowView> views, List<Watermark> watermarks, boolean rewriteSameVersion) {
    var parameters = Tuple.tuple()
        .addValue(column(views, String[]::new, WorkflowView::workflowKey))
        .addValue(column(views, Long[]::new, WorkflowView::version))
        .addValue(column(views, String[]::new, WorkflowView::reducer))
        .addValue(column(views, String[]::new, WorkflowView::namespace))
        .addValue(column(views, String[]::new, WorkflowView::tag))
        .addValue(column(views, String[]::new, WorkflowView::lastActionText))
        .addValue(column(views, String[]::new, WorkflowView::indicesText))
        .addValue(column(views, String[]::new, WorkflowView::extrasText))
        .addValue(column(views, OffsetDateTime[]::new, view -> utc(view.updatedAt())))
        .addValue(PROJECTION)
        .addValue(column(watermarks, String[]::new, Watermark::topic))
        .addValue(column(watermarks, Integer[]::new, Watermark::partition))
        .addValue(column(watermarks, Long[]::new, Watermark::offset))
        .addValue(column(watermarks, OffsetDateTime[]::new, mark -> utc(mark.eventTime())))
        .addValue(rewriteSameVersion);
    return run(ProjectionSql.UPSERT_IF_NEWER, parameters).map(result -> {
      var keys = result.iterator().next().getArrayOfStrings("workflow_keys");
      return keys == null ? Set.of() : Set.of(keys);
    });
  }

  /** Records skipped events; of each workflow, the first in the list. */
  Uni<Void> insertSkipped(List<SkippedEvent> events) {
    Map<String, SkippedEvent> byKey = new LinkedHashMap<>();
    events.forEach(skipped ->
        byKey.putIfAbsent(storable(skipped.event().workflowKey(), MAX_KEY_CHARS), skipped));
    var skipped = List.copyOf(byKey.values());
    var parameters = Tuple.tuple()
        .addValue(PROJECTION)
        .addValue(byKey.keySet().toArray(String[]::new))
        .addValue(column(skipped, Long[]::new, it -> it.event().version()))
        .addValue(column(skipped, String[]::new, it -> it.event().position().topic()))
        .addValue(column(skipped, Integer[]::new, it -> it.event().position().partition()))
        .addValue(column(skipped, Long[]::new, it -> it.event().position().offset()))
        .addValue(column(skipped, String[]::new, SkippedEvent::reason))
        .addValue(column(skipped, String[]::new, it -> storable(it.detail(), MAX_DETAIL_CHARS)));
    return run(ProjectionSql.UPSERT_SKIPPED, parameters).replaceWithVoid();
  }

  private Uni<RowSet<Row>> run(String sql, Tuple parameters) {
    return BoundedStatement.run(pool, sql, parameters, config.writeTimeout());
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
