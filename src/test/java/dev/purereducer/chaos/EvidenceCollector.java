package dev.purereducer.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Evidence.DeadLetter;
import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Intent;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Evidence.Workflow;
import dev.purereducer.testkit.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collector of a scenario's evidence from PostgreSQL and Kafka, not through the proxies. */
final class EvidenceCollector {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String HEADS = """
      SELECT workflow_key, reducer, version, (state->>'value')::bigint AS value,
             encode(chain, 'hex') AS chain
      FROM workflow_state
      WHERE starts_with(workflow_key, ?)
      """;

  private static final String HISTORY = """
      SELECT workflow_key, version, action_id, (action->'payload')::text AS payload,
             intents::text AS intents,
             (action ->> 'expected_version')::bigint AS expected_version, encode(action_hash, 'hex') AS action_hash, encode(chain, 'hex') AS chain
      FROM workflow_history
      WHERE starts_with(workflow_key, ?)
      ORDER BY workflow_key, version, committed_at
      """;

  private static final String PROJECTIONS = """
      SELECT workflow_key, reducer, version, (indices->>'value')::bigint AS value
      FROM workflow_projection
      WHERE starts_with(workflow_key, ?)
      """;

  private static final String DEAD_LETTERS = """
      SELECT workflow_key, coalesce(action_id, '') AS action_id, reason
      FROM dead_letter
      WHERE starts_with(workflow_key, ?)
      """;

  private static final String UNPUBLISHED =
      "SELECT count(*) FROM outbox WHERE starts_with(workflow_key, ?)";

  private static final String VERSIONS = """
      SELECT coalesce(sum(version), 0)
      FROM workflow_state
      WHERE starts_with(workflow_key, ?)
      """;

  private static final String VERSION_BY_WORKFLOW =
      "SELECT workflow_key, version FROM workflow_state WHERE starts_with(workflow_key, ?)";

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
  private final TopicEvidence topics;
  private final String prefix;

  EvidenceCollector(Sql sql, TopicEvidence topics, String prefix) {
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
        row -> projected.put(
            key(row), new Projected(row.getString(2), row.getLong(3), row.getLong(4))),
        prefix);
    Map<String, List<DeadLetter>> deadLetters = new HashMap<>();
    sql.rows(
        DEAD_LETTERS,
        row -> add(deadLetters, key(row), new DeadLetter(row.getString(2), row.getString(3))),
        prefix);
    Map<String, Workflow> workflows = new HashMap<>();
    sql.rows(
        HEADS,
        row -> workflows.put(
            key(row),
            new Workflow(
                new Head(row.getString(2), row.getLong(3), row.getLong(4), row.getString(5)),
                history.getOrDefault(key(row), List.of()),
                projected.get(key(row)))),
        prefix);
    return new Evidence(workflows, unpublished(), deadLetters, topics.collect());
  }

  /** The number of committed actions of all workflows with this prefix. */
  long committedActions(String keyPrefix) {
    return sql.number(VERSIONS, keyPrefix);
  }

  /** The versions of all workflows with this prefix. */
  Map<String, Long> versions(String keyPrefix) {
    Map<String, Long> versions = new HashMap<>();
    sql.rows(VERSION_BY_WORKFLOW, row -> versions.put(key(row), row.getLong("version")), keyPrefix);
    return versions;
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

  private static String key(ResultSet row) throws SQLException {
    return row.getString("workflow_key");
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("version"),
        row.getString("action_id"),
        change(parse(row.getString("payload"))),
        intents(row),
        row.getObject("expected_version", Long.class),
        row.getString("action_hash"),
        row.getString("chain"));
  }

  private static Change change(JsonNode payload) {
    if (payload.has("value")) {
      return new Change.Patch(payload.path("value").asLong());
    }
    if (payload.has("set")) {
      return payload.has("add")
          ? new Change.Rejected()
          : new Change.Assign(payload.path("set").asLong());
    }
    var notifyAt = payload.path("notify_at");
    return new Change.Add(
        payload.path("add").asLong(), notifyAt.isMissingNode() ? null : notifyAt.asLong());
  }

  private static List<Intent> intents(ResultSet row) throws SQLException {
    List<Intent> intents = new ArrayList<>();
    var stored = row.getString("intents");
    if (stored != null) {
      for (var intent : parse(stored)) {
        var payload = intent.path("payload");
        intents.add(new Intent(
            row.getLong("version"),
            row.getString("action_id"),
            payload.path("value").asLong(),
            payload.path("notify_at").asLong()));
      }
    }
    return intents;
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
