package dev.purereducer.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.testkit.KafkaSender;
import dev.purereducer.testkit.Sql;
import java.time.Duration;
import java.util.Map;

/**
 * Actions that a fault sends itself, over Kafka, to workflows that the checker does not see.
 *
 * @param prefix of the workflow keys
 * @param reducer of the actions
 * @param payload of every action
 */
record ProbeActions(TestCluster cluster, String prefix, String reducer, String payload) {
  static final String STAMP = "{\"bytes\":1,\"namespace\":\"n\",\"type\":\"t\"}";

  static final int KEYS = 40;

  private static final String WITHOUT_OUTCOME = """
      SELECT coalesce(string_agg(action_id, ' '), '')
      FROM (
        SELECT ? || n AS action_id FROM generate_series(0, ? - 1) AS n
        EXCEPT
        SELECT action_id FROM workflow_history WHERE starts_with(workflow_key, ?)
        EXCEPT
        SELECT action_id FROM dead_letter WHERE starts_with(workflow_key, ?)
      ) AS missing
      """;

  private static final String APPLIED =
      "SELECT count(*) FROM workflow_history WHERE starts_with(workflow_key, ?)";

  private static final String APPLIED_TWICE = """
      SELECT count(*) - count(DISTINCT action_id)
      FROM workflow_history
      WHERE starts_with(workflow_key, ?)
      """;

  /** Probes of one scenario; the time keeps repetitions apart. */
  static ProbeActions of(TestCluster cluster, String name, String reducer, String payload) {
    return new ProbeActions(
        cluster, "probe-" + name + "-" + System.nanoTime() + ":", reducer, payload);
  }

  /** The key of the {@code number}th action. */
  String key(int number) {
    return prefix + number % KEYS;
  }

  /** The path of the {@code number}th action over REST. */
  String path(int number) {
    return "/v1/workflows/" + key(number) + "/actions";
  }

  /** The JSON of the {@code number}th action. */
  String json(int number) {
    return "{\"action_id\":\"%s%d\",\"reducer\":\"%s\",\"payload\":%s}"
        .formatted(prefix, number, reducer, payload);
  }

  /** The JSON of an action without an id. */
  String jsonWithoutId() {
    return "{\"reducer\":\"%s\",\"payload\":%s}".formatted(reducer, payload);
  }

  /** Sends the actions from 0 to {@code count}, with {@code settings} of the producer. */
  void send(int count, Map<String, Object> settings) {
    try (var sender = new KafkaSender(cluster.kafka().bootstrap(), settings)) {
      for (int number = 0; number < count; number++) {
        sender.send("actions", key(number), json(number));
      }
      sender.flush();
    }
  }

  /** Waits until each of the actions from 0 to {@code count} is applied or a dead letter. */
  void awaitOutcomes(int count, Duration atMost) {
    await()
        .atMost(atMost)
        .untilAsserted(() -> assertEquals(
            "", sql().text(WITHOUT_OUTCOME, prefix, count, prefix, prefix), "without outcome"));
  }

  long applied() {
    return sql().number(APPLIED, prefix);
  }

  long appliedTwice() {
    return sql().number(APPLIED_TWICE, prefix);
  }

  private Sql sql() {
    return cluster.postgres().sql();
  }
}
