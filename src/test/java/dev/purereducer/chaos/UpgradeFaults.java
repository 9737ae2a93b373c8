package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.testkit.KafkaSender;
import dev.purereducer.testkit.ServiceProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Instances with different reducers, and states that only some of them can decode. An action that
 * meets the wrong instance may be a dead letter at last; it must not be lost or applied twice, and must
 * not stop others.
 */
final class UpgradeFaults {
  private static final int PROBES = 400;
  private static final Duration MAX_OUTCOME = ofSeconds(30);

  /** A stop lasts for the delay of 3 s and the work in flight; one that waits for a lost action lasts longer. */
  private static final Duration MAX_STOP = ofSeconds(15);

  /** A row as a newer release writes it; {@code $1} is its key, {@code $2} its reducer. */
  private static final String INSERT_NEWER = """
      INSERT INTO workflow_state
        (workflow_key, reducer, reducer_version, version, state, schema_version, chain, provenance,
         updated_at)
      VALUES (?, ?, 1, 1, '{"unknown": true}', 99, decode(repeat('00', 32), 'hex'), '{}', now())
      """;

  private static final String NEWER_EVENT = """
      {"workflow_key": "%s", "reducer": "%s", "reducer_version": 1, "previous_version": 0, \
      "version": 1, \
      "schema_version": 99, "state": {"unknown": true}, \
      "actions": [{"version": 1, "action_id": "newer"}], "chain": "%s", \
      "committed_at": "2026-01-01T00:00:00Z"}
      """;

  private UpgradeFaults() {}

  /** States and events of a newer release: of an unknown reducer, or of an unknown schema version. */
  static void newerSchema(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var reducer = schedule.oneOf(List.of("counter", "stamps", "not-yet-known"));
    var probes = ProbeActions.of(cluster, "newer-schema", reducer, "{}");
    try (var sender = new KafkaSender(cluster.kafka().bootstrap())) {
      for (int number = 0; number < ProbeActions.KEYS; number++) {
        var key = probes.key(number);
        cluster.postgres().sql().execute(INSERT_NEWER, key, reducer);
        var event = NEWER_EVENT.formatted(key, reducer, "00".repeat(32));
        sender.send(stateCommitted(key, event));
      }
      sender.flush();
    }
    probes.send(PROBES, Map.of());
    for (var member : cluster.members()) {
      assertAnswers(member.service(), probes);
    }
    Progress.during(cluster, ofSeconds(6));
    schedule.oneOf(cluster.members()).service().restart();
    probes.awaitOutcomes(PROBES, MAX_OUTCOME);
    assertEquals(0, probes.applied(), "actions applied to states that nobody can decode");
  }

  private static ProducerRecord<byte[], byte[]> stateCommitted(String key, String event) {
    var record = new ProducerRecord<>("state-committed", bytes(key), bytes(event));
    Map.of(
            "ce_type",
            EventType.STATE_COMMITTED.cloudEventType(),
            "ce_subject",
            key,
            "ce_version",
            "1")
        .forEach((name, value) -> record.headers().add(name, bytes(value)));
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An instance with a new reducer, or a new version of one, joins and leaves again. */
  static void rollingUpgrade(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var newer = schedule.oneOf(
        List.of(PatchedReducer.RENAMED, PatchedReducer.NEWER_SCHEMA, PatchedReducer.NEWER_RULES));
    var probes =
        ProbeActions.of(cluster, "rolling-upgrade", newer.reducerName(), ProbeActions.STAMP);
    try (var guest = cluster.join(newer.in(cluster.guest()))) {
      for (int number = 0; number < PROBES; number += 10) {
        // a batch at a time, so that each instance commits some
        var status =
            guest.service().post(probes.path(number), probes.json(number)).statusCode();
        assertTrue(
            status == 200 || status == 422 || status == 429 || status == 503, "status " + status);
      }
      probes.send(PROBES, Map.of());
      Progress.during(cluster, ofSeconds(6));
    }
    for (var member : cluster.members()) {
      assertAnswers(member.service(), probes);
    }
    schedule.oneOf(cluster.members()).service().restart();
    assertOneOutcomeEach(probes);
  }

  /** An instance whose reducer throws an Error for every action. */
  static void reducerError(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var broken = PatchedReducer.THROWING;
    var probes =
        ProbeActions.of(cluster, "reducer-error", broken.reducerName(), ProbeActions.STAMP);
    var guest = cluster.join(broken.in(cluster.guest()));
    long stopNanos;
    try {
      probes.send(PROBES, Map.of());
      assertAnswers(guest.service(), probes);
      Progress.during(cluster, schedule.between(ofSeconds(6), ofSeconds(8)));
      assertTrue(guest.service().isReady(), "the instance with the broken reducer is not ready");
    } finally {
      stopNanos = System.nanoTime();
      guest.close();
    }
    var stop = Duration.ofNanos(System.nanoTime() - stopNanos);
    assertTrue(stop.compareTo(MAX_STOP) < 0, () -> "the stop took " + stop);
    assertOneOutcomeEach(probes);
  }

  private static void assertOneOutcomeEach(ProbeActions probes) {
    probes.awaitOutcomes(PROBES, MAX_OUTCOME);
    assertEquals(0, probes.appliedTwice(), "actions applied twice");
  }

  /** A problem is an answer; none at all within the client's timeout is not. */
  private static void assertAnswers(ServiceProcess instance, ProbeActions probes) {
    for (int number = 0; number < 5; number++) {
      long startNanos = System.nanoTime();
      instance.post(probes.path(number), probes.json(number));
      var took = Duration.ofNanos(System.nanoTime() - startNanos);
      assertTrue(took.compareTo(ofSeconds(10)) < 0, () -> "an answer took " + took);
    }
  }
}
