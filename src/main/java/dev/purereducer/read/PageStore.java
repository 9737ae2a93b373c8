package dev.purereducer.read;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.history.ReadModels.WorkflowView;
import dev.purereducer.http.Page;
import dev.purereducer.http.QueuedPermits;
import dev.purereducer.json.JsonbText;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads pages of workflows and histories from PostgreSQL. */
@ApplicationScoped
class PageStore {
  /** Filter of a list of workflows; null members do not restrict it. */
  record ListFilter(
      @Nullable List<String> namespaces,
      @Nullable String tag,
      @Nullable String reducer) {}

  /** A committed action. The texts are JSON; {@code chain} is hexadecimal. */
  record HistoryEntry(
      long version,
      String actionId,
      int reducerVersion,
      String actionText,
      @Nullable String intentsText,
      String chain,
      Instant committedAt) {
    void writeTo(JsonGenerator to) throws IOException {
      to.writeStartObject();
      to.writeNumberField("version", version);
      to.writeStringField("action_id", actionId);
      to.writeNumberField("reducer_version", reducerVersion);
      to.writeFieldName("action");
      to.writeRawValue(JsonbText.compact(actionText));
      to.writeFieldName("intents");
      to.writeRawValue(intentsText == null ? "[]" : JsonbText.compact(intentsText));
      to.writeStringField("chain", chain);
      to.writeStringField("committed_at", committedAt.toString());
      to.writeEndObject();
    }
  }

  /** Lists that wait for their turn; further ones are refused at once. */
  private static final int MAX_QUEUED_LISTS = 100;

  private final ReadStore store;
  private final long pageBytes;
  private final QueuedPermits lists;
  private final Duration maxListTime;

  PageStore(ReadStore store, ReadConfig config) {
    this.store = store;
    this.pageBytes = config.pageBytes().asLongValue();
    this.lists = new QueuedPermits("lists", config.maxLists(), MAX_QUEUED_LISTS);
    this.maxListTime = config.statementTimeout();
  }

  /**
   * Workflows after that key, ordered by the UTF-8 bytes of their keys. A filter may make the database
   * read the whole table, so the number of concurrent lists is limited; others wait for their turn.
   */
  Uni<Page<WorkflowView>> workflows(ListFilter filter, String afterKey, int limit) {
    var parameters = Tuple.of(afterKey, filter.reducer, limit, pageBytes);
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
    return lists
        .withPermit(() -> store.run(sql, parameters))
        .ifNoItem()
        .after(maxListTime)
        .fail()
        .map(rows -> page(rows, ReadStore::view));
  }

  /** The actions after that version, in order. */
  Uni<Page<HistoryEntry>> history(String workflowKey, long afterVersion, int limit) {
    return history(workflowKey, afterVersion, limit, pageBytes);
  }

  /** A page of at most {@code maxBytes}, or of one larger action. */
  Uni<Page<HistoryEntry>> history(String workflowKey, long afterVersion, int limit, long maxBytes) {
    return store
        .run(ReadSql.SELECT_HISTORY, Tuple.of(workflowKey, afterVersion, limit, maxBytes))
        .map(rows -> page(rows, PageStore::historyEntry));
  }

  private static String @Nullable [] namespaces(ListFilter filter) {
    return filter.namespaces == null ? null : filter.namespaces.toArray(String[]::new);
  }

  private static <T> Page<T> page(RowSet<Row> rows, Function<Row, T> item) {
    List<T> items = new ArrayList<>(rows.size());
    long candidates = 0;
    for (Row row : rows) {
      items.add(item.apply(row));
      candidates = row.getLong("candidates");
    }
    return new Page<>(items, candidates > items.size());
  }

  private static HistoryEntry historyEntry(Row row) {
    return new HistoryEntry(
        row.getLong("version"),
        row.getString("action_id"),
        row.getInteger("reducer_version"),
        row.getString("action"),
        row.getString("intents"),
        row.getString("chain"),
        row.getOffsetDateTime("committed_at").toInstant());
  }
}
