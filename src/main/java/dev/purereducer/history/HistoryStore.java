package dev.purereducer.history;

import dev.purereducer.database.BoundedStatement;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads canonical rows and histories from PostgreSQL. */
@ApplicationScoped
class HistoryStore {
  /**
   * A row of {@code workflow_state}.
   *
   * @param historyVersion last version of the history in the same snapshot; null if it is empty
   */
  record CanonicalRow(
      String reducer,
      long version,
      String stateText,
      int schemaVersion,
      byte[] chain,
      @Nullable Long historyVersion) {}

  /** A row of {@code workflow_history}. */
  record RecordedAction(
      long version,
      OffsetDateTime committedAt,
      String actionId,
      String actionText,
      byte[] actionHash,
      byte[] chain) {}

  /** A page is read over an index, so that a longer statement waits for a lock or for the disk. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  private static final RecordedAction BEFORE_FIRST = new RecordedAction(
      0, OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC), "", "", new byte[0], new byte[0]);

  /** The last action of the pages read so far. */
  private static final class PageCursor {
    private RecordedAction last = BEFORE_FIRST;

    private void advance(List<RecordedAction> page) {
      if (!page.isEmpty()) {
        last = page.getLast();
      }
    }
  }

  private final Pool pool;
  private final int pageRows;
  private final long pageBytes;

  @Inject
  HistoryStore(Pool pool, HistoryConfig config) {
    this(pool, config.pageRows(), config.pageBytes().asLongValue());
  }

  HistoryStore(Pool pool, int pageRows, long pageBytes) {
    this.pool = pool;
    this.pageRows = pageRows;
    this.pageBytes = pageBytes;
  }

  Uni<Optional<CanonicalRow>> canonicalRow(String workflowKey) {
    return run(HistorySql.SELECT_CANONICAL_ROW, Tuple.of(workflowKey))
        .map(rows -> Optional.ofNullable(
            rows.size() == 0 ? null : canonicalRow(rows.iterator().next())));
  }

  /** The history up to {@code version}, in order, as non-empty pages. */
  Multi<List<RecordedAction>> pages(String workflowKey, long version) {
    return Multi.createBy()
        .repeating()
        .uni(
            PageCursor::new,
            cursor -> page(workflowKey, cursor.last, version).invoke(cursor::advance))
        .whilst(page -> !page.isEmpty())
        .select()
        .where(page -> !page.isEmpty());
  }

  private Uni<List<RecordedAction>> page(String workflowKey, RecordedAction after, long version) {
    var parameters = Tuple.tuple()
        .addString(workflowKey)
        .addLong(after.version)
        .addOffsetDateTime(after.committedAt)
        .addLong(version)
        .addInteger(pageRows)
        .addLong(pageBytes);
    return run(HistorySql.SELECT_ACTIONS_AFTER, parameters).map(HistoryStore::actions);
  }

  private Uni<RowSet<Row>> run(String sql, Tuple parameters) {
    return BoundedStatement.run(pool, sql, parameters, STATEMENT_TIMEOUT);
  }

  private static CanonicalRow canonicalRow(Row row) {
    return new CanonicalRow(
        row.getString("reducer"),
        row.getLong("version"),
        row.getString("state"),
        row.getInteger("schema_version"),
        row.getBuffer("chain").getBytes(),
        row.getLong("history_version"));
  }

  private static List<RecordedAction> actions(RowSet<Row> rows) {
    List<RecordedAction> actions = new ArrayList<>(rows.size());
    for (Row row : rows) {
      actions.add(new RecordedAction(
          row.getLong("version"),
          row.getOffsetDateTime("committed_at"),
          row.getString("action_id"),
          row.getString("action"),
          row.getBuffer("action_hash").getBytes(),
          row.getBuffer("chain").getBytes()));
    }
    return actions;
  }
}
