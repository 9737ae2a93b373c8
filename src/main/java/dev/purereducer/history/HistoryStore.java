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
   * @param reducerVersion of the reducer that committed the last action
   * @param historyVersion last version of the history in the same snapshot; null if it is empty
   */
  record CanonicalRow(
      String reducer,
      int reducerVersion,
      long version,
      String stateText,
      int schemaVersion,
      byte[] chain,
      @Nullable Long historyVersion) {}

  /**
   * A row of {@code workflow_history}.
   *
   * @param reducerVersion of the reducer that committed it
   * @param snapshot the stored state after the action; null if there is none
   */
  record RecordedAction(
      long version,
      OffsetDateTime committedAt,
      String actionId,
      int reducerVersion,
      String actionText,
      byte[] actionHash,
      byte[] chain,
      @Nullable Snapshot snapshot) {}

  /** A row of {@code workflow_snapshot}: the state after {@code version}. */
  record Snapshot(
      long version, int reducerVersion, String stateText, int schemaVersion, byte[] chain) {}

  /** The version of a snapshot, and of the reducer that committed it. */
  record SnapshotVersion(long version, int reducerVersion) {}

  /** A page is read over an index, so that a longer statement waits for a lock or for the disk. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  private static final OffsetDateTime BEFORE_ALL =
      OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC);

  private static final int MAX_SNAPSHOT_VERSIONS = 10_000;

  /** Where the next page starts. */
  private static final class PageCursor {
    private long version;
    private OffsetDateTime committedAt = BEFORE_ALL;

    private PageCursor(long firstVersion) {
      this.version = firstVersion;
    }

    private void advance(List<RecordedAction> page) {
      if (!page.isEmpty()) {
        version = page.getLast().version();
        committedAt = page.getLast().committedAt();
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

  /** The newest snapshot that is not newer than {@code version}; empty if there is none. */
  Uni<Optional<Snapshot>> snapshotUpTo(String workflowKey, long version) {
    return run(HistorySql.SELECT_SNAPSHOT_UP_TO, Tuple.of(workflowKey, version))
        .map(rows -> Optional.ofNullable(
            rows.size() == 0 ? null : snapshot(rows.iterator().next())));
  }

  /** The versions with snapshots, newest first. */
  Uni<List<SnapshotVersion>> snapshotVersions(String workflowKey) {
    return run(HistorySql.SELECT_SNAPSHOT_VERSIONS, Tuple.of(workflowKey, MAX_SNAPSHOT_VERSIONS))
        .map(rows -> {
          List<SnapshotVersion> versions = new ArrayList<>(rows.size());
          rows.forEach(row -> versions.add(
              new SnapshotVersion(row.getLong("version"), row.getInteger("reducer_version"))));
          return versions;
        });
  }

  /** The history from {@code first} to {@code last}, in order, as non-empty pages. */
  Multi<List<RecordedAction>> pages(String workflowKey, long first, long last) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new PageCursor(first),
            cursor -> page(workflowKey, cursor, last).invoke(cursor::advance))
        .whilst(page -> !page.isEmpty())
        .select()
        .where(page -> !page.isEmpty());
  }

  private Uni<List<RecordedAction>> page(String workflowKey, PageCursor after, long last) {
    var parameters = Tuple.tuple()
        .addString(workflowKey)
        .addLong(after.version)
        .addOffsetDateTime(after.committedAt)
        .addLong(last)
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
        row.getInteger("reducer_version"),
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
          row.getInteger("reducer_version"),
          row.getString("action"),
          row.getBuffer("action_hash").getBytes(),
          row.getBuffer("chain").getBytes(),
          row.getString("snapshot_state") == null ? null : snapshot(row)));
    }
    return actions;
  }

  private static Snapshot snapshot(Row row) {
    return new Snapshot(
        row.getLong("version"),
        row.getInteger("snapshot_reducer_version"),
        row.getString("snapshot_state"),
        row.getInteger("snapshot_schema_version"),
        row.getBuffer("snapshot_chain").getBytes());
  }
}
