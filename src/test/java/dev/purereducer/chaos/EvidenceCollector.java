package dev.purereducer.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Evidence.Event;
import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Evidence.Workflow;
import dev.purereducer.testkit.Sql;
import dev.purereducer.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Collector of a scenario's evidence from PostgreSQL and Kafka, not through the proxies. */
final class EvidenceCollector {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String HEADS = """
      SELECT workflow_key, version, (state->>'value')::bigint AS value, encode(chain, 'hex') AS chain
      FROM workflow_state
      WHERE starts_with(workflow_key, ?)
      """;

  private static final String HISTORY = """
      SELECT workflow_key, version, action_id, (action->'payload')::text AS payload,
             encode(payload_hash, 'hex') AS payload_hash, encode(chain, 'hex') AS chain
      FROM workflow_history
      WHERE starts_with(workflow_key, ?)
      ORDER BY workflow_key, version, committed_at
      """;

  private static final String PROJECTIONS = """
      SELECT workflow_key, version, (indices->>'value')::bigint AS value
      FROM workflow_projection
      WHERE starts_with(workflow_key, ?)
      """;

  private static final String GIVEN_UP = """
      SELECT workflow_key, action_id
      FROM dead_letter
      WHERE starts_with(workflow_key, ?)
        AND reason = 'gave-up'
      """;

  private static final String UNPUBLISHED =
      "SELECT count(*) FROM outbox WHERE starts_with(workflow_key, ?)";

  private static final String VERSIONS = """
      SELECT coalesce(sum(version), 0)
      FROM workflow_state
      WHERE starts_with(workflow_key, ?)
      """;

  /** The number of the given ids, separated by commas, that have no outcome yet. */
  private static final String UNSETTLED = """
      SELECT count(*)
      FROM (
        SELECT unnest(string_to_array(?, ','))
        EXCEPT
        SELECT action_id FROM workflow_history WHERE starts_with(workflow_key, ?)
        EXCEPT
        SELECT action_id FROM dead_letter WHERE starts_with(workflow_key, ?)
      ) AS missing
      """;

  private static final String UNPROJECTED = """
      SELECT count(*)
      FROM workflow_state AS s
      LEFT JOIN workflow_projection AS p ON p.workflow_key = s.workflow_key
      WHERE starts_with(s.workflow_key, ?)
        AND p.version IS DISTINCT FROM s.version
      """;

  /** The counter is reset when PostgreSQL crashes. */
  private static final String DEADLOCKS =
      "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";

  private final Sql sql;
  private final TopicReader topics;
  private final String prefix;

  EvidenceCollector(Sql sql, TopicReader topics, String prefix) {
    this.sql = sql;
    this.topics = topics;
    this.prefix = prefix;
  }

  Evidence collect() {
    Map<String, List<Row>> history = new HashMap<>();
    sql.rows(HISTORY, row -> add(history, key(row), row(row)), prefix);
    Map<String, Projected> projected = new HashMap<>();
    sql.rows(
        PROJECTIONS,
        row -> projected.put(key(row), new Projected(row.getLong(2), row.getLong(3))),
        prefix);
    Map<String, Set<String>> givenUp = new HashMap<>();
    sql.rows(
        GIVEN_UP,
        row -> givenUp.computeIfAbsent(key(row), _ -> new HashSet<>()).add(row.getString(2)),
        prefix);
    Map<String, Workflow> workflows = new HashMap<>();
    sql.rows(
        HEADS,
        row -> workflows.put(
            key(row),
            new Workflow(
                new Head(row.getLong(2), row.getLong(3), row.getString(4)),
                history.getOrDefault(key(row), List.of()),
                projected.get(key(row)),
                givenUp.getOrDefault(key(row), Set.of()))),
        prefix);
    return new Evidence(workflows, unpublished(), events(), actionIds());
  }

  /** The number of committed actions of all workflows with this prefix. */
  long committedActions(String keyPrefix) {
    return sql.number(VERSIONS, keyPrefix);
  }

  long deadlocks() {
    return sql.number(DEADLOCKS);
  }

  /** Whether all accepted actions have an outcome, and all events are published and projected. */
  boolean isSettled(List<String> acceptedIds) {
    return unpublished() == 0
        && sql.number(UNSETTLED, String.join(",", acceptedIds), prefix, prefix) == 0
        && sql.number(UNPROJECTED, prefix) == 0;
  }

  private long unpublished() {
    return sql.number(UNPUBLISHED, prefix);
  }

  private Map<String, List<Event>> events() {
    Map<String, List<Event>> events = new HashMap<>();
    topics
        .read("state-committed", prefix)
        .forEach(record -> add(events, record.key(), event(parse(text(record)))));
    return events;
  }

  private Map<String, List<String>> actionIds() {
    Map<String, List<String>> ids = new HashMap<>();
    topics
        .read("actions", prefix)
        .forEach(record ->
            add(ids, record.key(), parse(text(record)).path("action_id").asText()));
    return ids;
  }

  private static String text(ConsumerRecord<String, byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private static Event event(JsonNode event) {
    List<String> ids = new ArrayList<>();
    event.path("actions").forEach(action -> ids.add(action.path("action_id").asText()));
    return new Event(
        event.path("previous_version").asLong(),
        event.path("version").asLong(),
        event.path("state").path("value").asLong(),
        event.path("chain").asText(),
        ids);
  }

  private static String key(ResultSet row) throws SQLException {
    return row.getString("workflow_key");
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("version"),
        row.getString("action_id"),
        change(parse(row.getString("payload"))),
        row.getString("payload_hash"),
        row.getString("chain"));
  }

  private static Change change(JsonNode payload) {
    return payload.has("add")
        ? new Change.Add(payload.path("add").asLong())
        : new Change.Assign(payload.path("set").asLong());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }

  private static <T> boolean add(Map<String, List<T>> lists, String key, T item) {
    return lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(item);
  }
}
