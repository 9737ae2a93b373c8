package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.Broker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ActionsConsumerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static Broker broker;

  private final String key = "kafka:" + UUID.randomUUID();

  @Inject
  Pool pool;

  @Inject
  MeterRegistry registry;

  @BeforeAll
  static void open() {
    broker = new Broker();
  }

  @AfterAll
  static void close() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void burst_isCommittedInOrder() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      ids.add("a" + i);
      send(key, action("a" + i, "{}"), Map.of());
    }
    broker.flush();

    awaitHistory(ids);
  }

  @Test
  void order_isKept_afterVersionConflicts() {
    double conflictsBefore = conflicts();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ids.add("a" + i);
      send(key, action("a" + i, "{}"), Map.of());
      broker.flush();
      if (i % 20 == 10) {
        await().atMost(TIMEOUT).until(() -> version() > 0);
        incrementVersionAsAnotherWriter();
      }
    }

    awaitHistory(ids);
    assertTrue(conflicts() > conflictsBefore, "no version conflict");
  }

  private double conflicts() {
    return registry.get("purereducer.conflicts").counter().count();
  }

  /** Makes the baseline of the lane stale, so that its next turn meets a version conflict. */
  private void incrementVersionAsAnotherWriter() {
    query("UPDATE workflow_state SET version = version + 1 WHERE workflow_key = $1 RETURNING 1");
  }

  @Test
  void duplicates_areCommittedOnceAndNotDeadLettered() {
    var first = send(key, action("a", "{}"), Map.of());
    var second = send(key, action("a", "{}"), Map.of());
    send(key, action("b", "{}"), Map.of());

    awaitHistory(List.of("a", "b"));
    assertNull(broker.deadLetter(first));
    assertNull(broker.deadLetter(second));
  }

  /** The first dead letter may have been lost: between the outcome and it, the instance can crash. */
  @Test
  void repeatOfARejectedAction_isDeadLetteredAgain() {
    var first = send(key, action("a", "[]"), Map.of());
    assertEquals("bad-payload", Broker.header(deadLetter(first), "dead-letter-reason"));

    var second = send(key, action("a", "[]"), Map.of());

    assertEquals("bad-payload", Broker.header(deadLetter(second), "dead-letter-reason"));
    assertEquals(
        "",
        query("SELECT coalesce(string_agg(action_id, ','), '')"
            + " FROM workflow_history WHERE workflow_key = $1"));
  }

  @Test
  void recordWithoutKey_usesTheKeyInTheAction() {
    broker.send(null, withKey(key, action("a", "{}")), Map.of());

    awaitHistory(List.of("a"));
  }

  @Test
  void recordKeyThatDiffersFromTheAction_isDeadLettered() {
    var mark = broker.send(bytes("other"), withKey(key, action("a", "{}")), Map.of());

    var deadLetter = deadLetter(mark);
    assertEquals("malformed-action", Broker.header(deadLetter, "dead-letter-reason"));
    assertEquals(
        "workflow_key differs between the action and its header, path or record key",
        Broker.header(deadLetter, "dead-letter-cause"));
  }

  @Test
  void invalidRecords_areDeadLetteredUnchanged() {
    byte[] brokenKey = {(byte) 0xFF, 0};
    var badKey = deadLetter(broker.send(brokenKey, bytes("{}"), Map.of("h", "1")));
    var noValue = deadLetter(broker.send(bytes(key), null, Map.of()));
    var noKey = deadLetter(broker.send(null, bytes(action("a", "{}")), Map.of()));

    assertArrayEquals(brokenKey, badKey.key());
    assertArrayEquals(bytes("{}"), badKey.value());
    assertEquals("1", Broker.header(badKey, "h"));
    assertEquals("bad-workflow-key", Broker.header(badKey, "dead-letter-reason"));
    assertEquals("actions", Broker.header(badKey, "dead-letter-topic"));
    assertNull(noValue.value());
    assertEquals("the record has no value", Broker.header(noValue, "dead-letter-cause"));
    assertEquals("the action has no workflow_key", Broker.header(noKey, "dead-letter-cause"));
  }

  @Test
  void recordNearTheSizeLimit_isDeadLetteredWithoutItsValue() {
    // the topic's limit is 1,048,588 bytes, the producer's 1,048,576; the reason takes about 200
    var value = new byte[1_048_576 - 200];
    var deadLetter = deadLetter(broker.send(bytes("k"), value, Map.of()));

    assertEquals("malformed-action", Broker.header(deadLetter, "dead-letter-reason"));
    assertNull(deadLetter.value());
    assertEquals("too-large", Broker.header(deadLetter, "dead-letter-value-omitted"));
  }

  @Test
  void headersNearTheSizeLimit_areOmittedFromTheDeadLetter() {
    // the record just fits the topic; with its reason it would not, even without its value
    var header = "h".repeat(1_048_576 - 300);
    broker.send(bytes(key), bytes("x"), Map.of("large", header));

    await().atMost(TIMEOUT).until(() -> query("""
            SELECT count(*) FROM dead_letter
            WHERE reason = 'malformed-action' AND record_headers = '{}' AND $1 <> ''
              AND record_value IS NULL AND at > now() - INTERVAL '1 minute'
            """).equals("1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reducer\":\"counter\",\"payload\":{\"add\":5}}",
        "{\"reducer\":\"counter\",\"payload\":{\"add\":5},\"action_id\":\"a\",\"type\":\"Add\"}"
      })
  void structuredCloudEvent_isCommitted(String data) {
    var event = "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/test\",\"type\":\"Add\","
        + "\"subject\":\"" + key + "\",\"other\":\"x\",\"time\":\"2026-01-01T00:00:00Z\","
        + "\"datacontenttype\":\"application/json\",\"data\":" + data + "}";
    send(null, event, Map.of("content-type", "application/cloudevents+json; charset=utf-8"));

    awaitHistory(List.of(DerivedIds.ofEvent("/test", "a")));
    assertEquals("{\"value\": 5}", state());
  }

  @Test
  void structuredCloudEventWithExtensionAttributes_isCommitted() {
    var event = "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/test\",\"type\":\"Add\","
        + "\"reducer\":\"counter\",\"epoch\":3,\"leaseid\":\"l\",\"expectedversion\":0,"
        + "\"subject\":\"" + key + "\",\"data\":{\"add\":5}}";
    send(key, event, Map.of("content-type", "application/cloudevents+json"));

    awaitHistory(List.of(DerivedIds.ofEvent("/test", "a")));
  }

  @Test
  void binaryCloudEvent_isCommitted() {
    send(
        key,
        "{\"add\":5}",
        Map.of(
            "ce_specversion", "1.0",
            "ce_id", "a",
            "ce_source", "/test",
            "ce_type", "Add",
            "ce_subject", key,
            "ce_reducer", "counter",
            "ce_correlationid", "c",
            "ce_expectedversion", "0"));

    awaitHistory(List.of(DerivedIds.ofEvent("/test", "a")));
    assertEquals("{\"value\": 5}", state());
  }

  @Test
  void invalidCloudEvents_areDeadLettered() {
    var noVersion = Map.of("content-type", "application/cloudevents+json");
    assertEquals(
        "the CloudEvent has no specversion",
        Broker.header(deadLetter(send(key, "{\"id\":\"a\"}", noVersion)), "dead-letter-cause"));
    assertEquals(
        "the CloudEvent has no id",
        Broker.header(
            deadLetter(
                send(key, action("a", "{}"), Map.of("ce_specversion", "1.0", "ce_source", "/t"))),
            "dead-letter-cause"));
    assertEquals(
        "epoch must be a whole number",
        Broker.header(
            deadLetter(send(
                key,
                "{}",
                Map.of(
                    "ce_specversion",
                    "1.0",
                    "ce_id",
                    "a",
                    "ce_source",
                    "/t",
                    "ce_type",
                    "Add",
                    "ce_reducer",
                    "counter",
                    "ce_epoch",
                    "x"))),
            "dead-letter-cause"));
  }

  private String send(String recordKey, String value, Map<String, String> headers) {
    return broker.send(recordKey == null ? null : bytes(recordKey), bytes(value), headers);
  }

  private static ConsumerRecord<byte[], byte[]> deadLetter(String mark) {
    broker.flush();
    return await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> broker.deadLetter(mark), found -> found != null);
  }

  private void awaitHistory(List<String> ids) {
    broker.flush();
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertEquals(
            String.join(",", ids),
            query("SELECT coalesce(string_agg(action_id, ',' ORDER BY version), '')"
                + " FROM workflow_history WHERE workflow_key = $1")));
  }

  private long version() {
    return Long.parseLong(query(
        "SELECT coalesce(max(version), 0)::text FROM workflow_state" + " WHERE workflow_key = $1"));
  }

  private String state() {
    return query("SELECT state::text FROM workflow_state WHERE workflow_key = $1");
  }

  private String query(String sql) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(key))
        .await()
        .atMost(Duration.ofSeconds(5))
        .iterator()
        .next()
        .getValue(0)
        .toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] withKey(String key, String action) {
    return bytes("{\"workflow_key\":\"" + key + "\"," + action.substring(1));
  }

  private static String action(String id, String payload) {
    return "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":" + payload + "}";
  }
}
