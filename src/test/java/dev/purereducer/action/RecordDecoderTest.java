package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reducers.DocumentReducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modes of CloudEvents and their attributes (CloudEvents 1.0, Kafka protocol binding). */
class RecordDecoderTest {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final Map<String, String> BINARY = Map.of(
      "ce_specversion", "1.0",
      "ce_id", "e1",
      "ce_source", "/s",
      "ce_type", "t",
      "ce_subject", "k",
      "ce_reducer", "document");

  private static final Duration WINDOW = Duration.ofHours(6);
  private static final String PLAIN = "{\"reducer\":\"document\",\"payload\":{}}";

  private final ActionDecoder actions = new ActionDecoder(
      new Reducers(List.of(new DocumentReducer())),
      _ -> false,
      new ActionDecoderTest.Config(4_096),
      InstantSource.system());
  private final RecordDecoder decoder = new RecordDecoder(actions, null, InstantSource.system());

  @Test
  void event_isIdentifiedBySourceAndId() {
    var one = valid("{}", BINARY).actionId();

    assertEquals(1 + 43, one.length());
    assertEquals(one, DerivedIds.ofEvent("/s", "e1"));
    assertEquals(
        one, valid(event("\"data\":{\"a\":1}"), contentType(STRUCTURED)).actionId());
    assertNotEquals(one, valid("{}", with("ce_source", "/s2")).actionId());
    assertNotEquals(one, valid("{}", with("ce_id", "e2")).actionId());
    assertNotEquals(
        valid("{}", with("ce_source", "/se", "ce_id", "1")).actionId(),
        valid("{}", with("ce_source", "/s", "ce_id", "e1")).actionId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"specversion", "id", "source", "type"})
  void eventWithoutARequiredAttribute_isRefused(String name) {
    var expected = "the CloudEvent has no " + name;
    var headers = new HashMap<>(BINARY);
    headers.remove("ce_" + name);

    assertEquals(expected, refusal("{}", headers));
    assertEquals(expected, refusal("{}", with("ce_" + name, "")));
    assertEquals(
        expected,
        refusal(
            event("\"data\":{}").replace("\"" + name + "\"", "\"other\""),
            contentType(STRUCTURED)));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, true",
    "2026-01-01t00:00:00.123456789+01:00, true",
    "rubbish, false",
    "2026-01-01, false",
    "2026-01-01T00:00:00, false",
    "2026-13-01T00:00:00Z, false"
  })
  void unreadableTime_isRefused(String time, boolean readable) {
    var headers = with("ce_time", time);
    var event = event("\"data\":{},\"time\":\"" + time + "\"");

    if (readable) {
      valid("{}", headers);
      valid(event, contentType(STRUCTURED));
    } else {
      assertEquals("time must be a timestamp of RFC 3339", refusal("{}", headers));
      assertEquals("time must be a timestamp of RFC 3339", refusal(event, contentType(STRUCTURED)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        STRUCTURED,
        "Application/CloudEvents+JSON",
        "application/cloudevents+json; charset=UTF-8",
        "application/cloudevents+json;charset=utf-8"
      })
  void structuredContentType_winsOverAttributeHeaders(String contentType) {
    for (var name : List.of("content-type", "Content-Type")) {
      var command = valid(event("\"data\":{\"a\":1}"), with(name, contentType));

      assertEquals("{\"a\":1}", JsonText.text(command.payload()));
    }
  }

  @Test
  void base64Data_isJson() {
    var action =
        valid(event("\"data_base64\":\"" + base64("{\"a\":1}") + "\""), contentType(STRUCTURED));

    assertEquals("{\"a\":1}", JsonText.text(action.payload()));
    assertEquals(
        "data_base64 is not valid Base64",
        refusal(event("\"data_base64\":\"?\""), contentType(STRUCTURED)));
    assertEquals(
        "data_base64 must contain JSON: not valid JSON at line 1, column 1",
        refusal(event("\"data_base64\":\"" + base64("none") + "\""), contentType(STRUCTURED)));
    assertEquals(
        "the CloudEvent has both data and data_base64",
        refusal(event("\"data\":{},\"data_base64\":\"e30=\""), contentType(STRUCTURED)));
  }

  @Test
  void otherModes_areRefusedWithTheirReason() {
    assertEquals(
        "CloudEvents in batch mode are not supported: send one event per record",
        refusal("[]", contentType("Application/CloudEvents-Batch+JSON; charset=utf-8")));
    assertEquals(
        "the only supported format of structured CloudEvents is application/cloudevents+json",
        refusal("x", contentType("application/cloudevents+avro")));
  }

  @Test
  void idOfACloudEvent_isRefusedInAPlainAction() {
    var text = "{\"action_id\":\"~a\",\"reducer\":\"document\",\"payload\":{}}";

    assertEquals(
        "action_id must not begin with ~, which marks the ids that the service derives",
        refusal(text, Map.of()));
    valid(text.replace("~a", "a~"), Map.of());
  }

  @Test
  void actionWithoutAnId_isIdentifiedByItsRecord() {
    var one = derivedId(record("actions", 1, 2, 3));

    assertEquals(1 + 43, one.length());
    assertEquals(one, derivedId(record("actions", 1, 2, 3)));
    assertNotEquals(one, derivedId(record("actions-2", 1, 2, 3)));
    assertNotEquals(one, derivedId(record("actions", 2, 2, 3)));
    assertNotEquals(one, derivedId(record("actions", 1, 3, 3)));
    assertNotEquals(one, derivedId(record("actions", 1, 2, 4)));
    assertNotEquals(derivedId(record("actions", 1, 23, 4)), derivedId(record("actions", 12, 3, 4)));
  }

  @Test
  void recordOlderThanTheDedupWindow_isRefused() {
    long now = System.currentTimeMillis() + Duration.ofDays(65).toMillis();
    var limited = new RecordDecoder(actions, WINDOW, () -> Instant.ofEpochMilli(now));
    var old = record("actions", 0, 0, now - WINDOW.plusMinutes(1).toMillis());
    var recent = record("actions", 0, 0, now - WINDOW.minusMinutes(1).toMillis());
    var withoutTime = record("actions", 0, 0, ConsumerRecord.NO_TIMESTAMP);

    assertEquals(
        "older-than-dedup-window",
        assertInstanceOf(DecodedAction.Invalid.class, limited.decode(old))
            .problem()
            .code());
    assertInstanceOf(DecodedAction.Valid.class, limited.decode(recent));
    assertInstanceOf(DecodedAction.Valid.class, limited.decode(withoutTime));
    assertInstanceOf(DecodedAction.Valid.class, decoder.decode(old));
  }

  private String derivedId(ConsumerRecord<byte[], byte[]> record) {
    return assertInstanceOf(DecodedAction.Valid.class, decoder.decode(record))
        .command()
        .actionId();
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long offset, long timestamp) {
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        timestamp,
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        bytes("k"),
        bytes(PLAIN),
        new RecordHeaders(),
        Optional.empty());
  }

  private static Map<String, String> with(String... more) {
    var headers = new HashMap<>(BINARY);
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return headers;
  }

  private static Map<String, String> contentType(String value) {
    return Map.of("content-type", value);
  }

  private static String event(String data) {
    return "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"k\","
        + "\"reducer\":\"document\"," + data + "}";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private ActionCommand valid(String value, Map<String, String> headers) {
    return assertInstanceOf(DecodedAction.Valid.class, decode(value, headers)).command();
  }

  private String refusal(String value, Map<String, String> headers) {
    var problem =
        assertInstanceOf(DecodedAction.Invalid.class, decode(value, headers)).problem();
    assertEquals("malformed-action", problem.code());
    return problem.detail();
  }

  private DecodedAction decode(String value, Map<String, String> headers) {
    var record = new ConsumerRecord<byte[], byte[]>("actions", 0, 0, bytes("k"), bytes(value));
    headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
    return decoder.decode(record);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
