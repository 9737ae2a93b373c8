package dev.purereducer.performance;

import dev.purereducer.testkit.Sql;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Comparison of the stores with the acknowledged actions: each state is the fold of its history, and
 * state, history, topic and read model have exactly the acknowledged actions.
 */
final class StoreCheck {
  /** A workflow in one of the stores. */
  private record Found(long version, long actions, long stampBytes) {}

  private final Sql sql;
  private final Acknowledged acknowledged;
  private final Keys keys;

  private StoreCheck(Sql sql, Acknowledged acknowledged) {
    this.sql = sql;
    this.acknowledged = acknowledged;
    this.keys = acknowledged.keys();
  }

  /** Adds the checks to the result; {@code events} starts at the begin of the run. */
  static void stores(
      Benchmark benchmark, Acknowledged acknowledged, CommittedEvents events, Result result) {
    var stores = new StoreProgress(benchmark);
    stores.awaitCommitted(acknowledged);
    stores.awaitProjected(acknowledged.keys());
    var check = new StoreCheck(stores.sql(), acknowledged);
    var state = check.state();
    var history = check.history();
    var projection = check.projection();
    var topic = events.versions(acknowledged.keys());
    result
        .counted("acknowledged", acknowledged.total())
        .counted("state", total(state, Found::actions))
        .counted("history", total(history, Found::actions))
        .counted("topic", topic.versions().values().stream().mapToLong(it -> it).sum())
        .counted("projection", total(projection, Found::version))
        .check("state_is_fold_of_history", state.equals(history))
        .check("state_equals_acknowledged", state.equals(check.expected()))
        .check(
            "topic_is_complete_and_in_order",
            topic.inOrder() && topic.versions().equals(versions(state)))
        .check("projection_is_state", versions(projection).equals(versions(state)))
        .check("versions_are_distinct", acknowledged.versionsAreDistinct());
  }

  private static long total(Map<Integer, Found> found, ToLongFunction<Found> count) {
    return found.values().stream().mapToLong(count).sum();
  }

  private static Map<Integer, Long> versions(Map<Integer, Found> found) {
    Map<Integer, Long> versions = new HashMap<>();
    found.forEach((key, it) -> versions.put(key, it.version()));
    return versions;
  }

  private Map<Integer, Found> expected() {
    Map<Integer, Found> expected = new HashMap<>();
    for (int key = 0; key < keys.count(); key++) {
      long actions = acknowledged.actions(key);
      if (actions > 0) {
        expected.put(key, new Found(actions, actions, acknowledged.stampBytes(key)));
      }
    }
    return expected;
  }

  private Map<Integer, Found> state() {
    return found("""
        SELECT workflow_key, version, (state->>'count')::bigint, (state->>'bytes')::bigint
        FROM workflow_state
        WHERE workflow_key >= ?
          AND workflow_key < ?
        """);
  }

  /** The fold of the history, computed by PostgreSQL without the service. */
  private Map<Integer, Found> history() {
    return found("""
        SELECT workflow_key, max(version), least(count(*), count(DISTINCT action_id)),
               sum((action->'payload'->>'bytes')::bigint)::bigint
        FROM workflow_history
        WHERE workflow_key >= ?
          AND workflow_key < ?
        GROUP BY workflow_key
        """);
  }

  private Map<Integer, Found> projection() {
    return found("""
        SELECT workflow_key, version, version, 0
        FROM workflow_projection
        WHERE workflow_key >= ?
          AND workflow_key < ?
        """);
  }

  private Map<Integer, Found> found(String statement) {
    Map<Integer, Found> found = new HashMap<>();
    sql.rows(
            statement,
            row -> Map.entry(
                keys.number(row.getString(1)),
                new Found(row.getLong(2), row.getLong(3), row.getLong(4))),
            keys.prefix(),
            keys.end())
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }
}
