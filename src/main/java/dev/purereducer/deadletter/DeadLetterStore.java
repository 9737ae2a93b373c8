package dev.purereducer.deadletter;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.deadletter.DeadLetter.Content;
import dev.purereducer.deadletter.DeadLetter.WithContent;
import dev.purereducer.event.RecordPosition;
import dev.purereducer.http.Page;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Repository of the dead letters in PostgreSQL. */
@ApplicationScoped
class DeadLetterStore {
  /** Maximum redrive attempts returned per dead letter. */
  private static final int MAX_ATTEMPTS = 100;

  /** Filter of a list or a bulk redrive; null matches all. */
  record DeadLetterFilter(
      @Nullable String workflowKey,
      @Nullable String reason,
      @Nullable Boolean open) {}

  /** An open dead letter to redrive. */
  record RedriveTarget(long id, @Nullable String workflowKey) {}

  /**
   * A recorded redrive attempt.
   *
   * @param repairText the members of the action that were replaced, as JSON
   * @param outcome null while it is unknown
   */
  record RecordedAttempt(
      String operator,
      Instant at,
      @Nullable String repairText,
      @Nullable String outcome,
      @Nullable Long version) {}

  private final Pool pool;
  private final DeadLetterConfig config;

  DeadLetterStore(Pool pool, DeadLetterConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /** Dead letters after an id, in the order of their ids. */
  Uni<Page<DeadLetter>> list(DeadLetterFilter filter, long after, int limit) {
    var parameters =
        Tuple.of(after, filter.workflowKey, filter.reason, filter.open, (long) limit + 1);
    return run(DeadLetterSql.SELECT_PAGE, parameters).map(rows -> {
      List<DeadLetter> found = new ArrayList<>(rows.size());
      rows.forEach(row -> found.add(deadLetter(row)));
      return new Page<>(found.stream().limit(limit).toList(), found.size() > limit);
    });
  }

  Uni<Optional<WithContent>> find(long id) {
    return run(DeadLetterSql.SELECT_ONE, Tuple.of(id))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(withContent(rows.iterator().next())));
  }

  /** Open dead letters of a workflow, or else of a reason, after an id and in their order. */
  Uni<List<RedriveTarget>> listOpen(DeadLetterFilter filter, long after, int limit) {
    var found = filter.workflowKey != null
        ? run(
            DeadLetterSql.SELECT_OPEN_OF_WORKFLOW,
            Tuple.of(after, filter.workflowKey, filter.reason, limit))
        : run(DeadLetterSql.SELECT_OPEN_OF_REASON, Tuple.of(after, filter.reason, limit));
    return found.map(DeadLetterStore::targets);
  }

  /**
   * At most {@code limit} open dead letters with one of {@code reasons} whose workflow can be read by
   * one of {@code reducers}, and that were not redriven yet, or with one of {@code retryable} outcomes.
   */
  Uni<List<RedriveTarget>> listOpenIfReducerIsHere(
      String[] reasons, Collection<Reducer<?>> reducers, String[] retryable, int limit) {
    var parameters = Tuple.tuple()
        .addArrayOfString(reasons)
        .addArrayOfString(reducers.stream().map(Reducer::name).toArray(String[]::new))
        .addArrayOfInteger(reducers.stream().map(Reducer::version).toArray(Integer[]::new))
        .addArrayOfInteger(reducers.stream().map(Reducer::schemaVersion).toArray(Integer[]::new))
        .addArrayOfString(retryable)
        .addInteger(limit);
    return run(DeadLetterSql.SELECT_OPEN_IF_REDUCER_IS_HERE, parameters)
        .map(DeadLetterStore::targets);
  }

  private static List<RedriveTarget> targets(RowSet<Row> rows) {
    List<RedriveTarget> targets = new ArrayList<>(rows.size());
    rows.forEach(
        row -> targets.add(new RedriveTarget(row.getLong("id"), row.getString("workflow_key"))));
    return targets;
  }

  /** Number of open dead letters, counted up to {@code max-open}. */
  Uni<Long> countOpen() {
    return run(DeadLetterSql.COUNT_OPEN, Tuple.of(config.maxOpen()))
        .map(rows -> rows.iterator().next().getLong("open"));
  }

  /** Redrive attempts of a dead letter, newest first. */
  Uni<List<RecordedAttempt>> attempts(long id) {
    return run(DeadLetterSql.SELECT_REDRIVES, Tuple.of(id, MAX_ATTEMPTS)).map(rows -> {
      List<RecordedAttempt> attempts = new ArrayList<>(rows.size());
      rows.forEach(row -> attempts.add(attempt(row)));
      return attempts;
    });
  }

  Uni<RowSet<Row>> run(String sql, Tuple parameters) {
    return BoundedStatement.run(pool, sql, parameters, config.statementTimeout());
  }

  private static RecordedAttempt attempt(Row row) {
    return new RecordedAttempt(
        row.getString("redriven_by"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("repair"),
        row.getString("outcome"),
        row.getLong("version"));
  }

  private static DeadLetter deadLetter(Row row) {
    var redrivenAt = row.getOffsetDateTime("redriven_at");
    var topic = row.getString("source_topic");
    return new DeadLetter(
        row.getLong("id"),
        row.getString("workflow_key"),
        row.getString("action_id"),
        row.getString("reason"),
        row.getString("detail"),
        row.getInteger("attempts"),
        row.getOffsetDateTime("at").toInstant(),
        redrivenAt == null ? null : redrivenAt.toInstant(),
        topic == null
            ? null
            : new RecordPosition(
                topic, row.getInteger("source_partition"), row.getLong("source_offset")));
  }

  private static WithContent withContent(Row row) {
    var action = row.getString("action");
    return new WithContent(deadLetter(row), action == null ? record(row) : action(action));
  }

  private static Content action(String text) {
    return parsed(text) instanceof Json.Obj action
        ? new Content.OfAction(action)
        : new Content.OfUnreadable(text);
  }

  /** Null when the text is over the limits of stored JSON. */
  private static @Nullable Json parsed(@Nullable String text) {
    try {
      return text == null ? null : JsonText.parse(text);
    } catch (InvalidJsonException e) {
      return null;
    }
  }

  private static Content record(Row row) {
    return new Content.OfRecord(
        bytes(row.getBuffer("record_key")),
        bytes(row.getBuffer("record_value")),
        headers(row.getString("record_headers")),
        row.getOffsetDateTime("source_time").toInstant().toEpochMilli());
  }

  private static byte @Nullable [] bytes(@Nullable Buffer buffer) {
    return buffer == null ? null : buffer.getBytes();
  }

  private static Map<String, String> headers(@Nullable String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (parsed(text) instanceof Json.Obj object) {
      object.members().forEach((name, value) -> {
        if (value instanceof Json.Str(var header)) {
          headers.put(name, header);
        }
      });
    }
    return headers;
  }
}
