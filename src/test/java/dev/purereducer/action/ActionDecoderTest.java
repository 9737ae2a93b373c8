package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.VersionCondition;
import dev.purereducer.http.Problem;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reducers.CounterReducer;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionDecoderTest {
  private static final TransportMetadata NO_METADATA =
      TransportMetadata.of(null, null, ActionOrigin.KAFKA);

  private static final int MAX_BYTES = 4_096;

  private final ActionDecoder decoder = new ActionDecoder(
      new Reducers(List.of(new CounterReducer())),
      _ -> false,
      new Config(MAX_BYTES),
      InstantSource.system());

  record Config(int max) implements ActionConfig {
    @Override
    public MemorySize maxBytes() {
      return new MemorySize(BigInteger.valueOf(max));
    }

    @Override
    public int maxKeyChars() {
      return 512;
    }

    @Override
    public int maxDepth() {
      return 64;
    }

    @Override
    public int maxNumberDigits() {
      return 400;
    }

    @Override
    public int bulkMaxActions() {
      return 1;
    }

    @Override
    public int bulkMaxInFlight() {
      return 1;
    }

    @Override
    public int maxReplays() {
      return 1;
    }

    @Override
    public int kafkaMaxInFlight() {
      return 1;
    }

    @Override
    public MemorySize kafkaMaxInFlightBytes() {
      return maxBytes();
    }

    @Override
    public Duration asyncTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration drainTimeout() {
      return Duration.ofSeconds(1);
    }
  }

  @Test
  void everyMember_isInTheCommand() {
    var command = valid("""
        {"workflow_key": "a:b", "action_id": "i", "reducer": "counter", "type": "Add", "epoch": 7,
         "lease_id": "l", "correlation_id": "c", "expected_version": 0, "payload": {"add": 1}}
        """, NO_METADATA);

    assertEquals("a:b", command.workflowKey());
    assertEquals("i", command.actionId());
    assertEquals("counter", command.reducer());
    assertEquals("Add", command.type());
    assertEquals(7, command.epoch());
    assertEquals("l", command.leaseId());
    assertEquals("c", command.correlationId());
    assertEquals(VersionCondition.at(0), command.expectedVersion());
    assertEquals(Json.EMPTY.with("add", Json.of(1)), command.payload());
    assertEquals(0, command.receivedAt().getNano() % 1_000, "received_at is in microseconds");
  }

  @Test
  void missingActionId_isGenerated() {
    var command = valid(
        "{\"reducer\":\"counter\",\"payload\":null}",
        TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertNotNull(UUID.fromString(command.actionId()));
    assertEquals(Json.Null.NULL, command.payload());
  }

  @Test
  void nullMember_isAbsent() {
    var command = valid(
        "{\"reducer\":\"counter\",\"payload\":{},\"epoch\":null,\"type\":null}",
        TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertNull(command.epoch());
    assertNull(command.type());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      | the text ends where a JSON value is expected
      []| an action must be a JSON object
      "x"| an action must be a JSON object
      {"reducer":"counter"| not valid JSON
      {"reducer":"counter","payload":{}} x| not valid JSON
      {"reducer":"counter","payload":{}} {}| unexpected text after the JSON value
      {'reducer':'counter','payload':{}}| not valid JSON
      {"payload":{}}| the action has no reducer
      {"reducer":"counter"}| the action has no payload
      {"reducer":7,"payload":{}}| reducer must be a string
      {"reducer":"counter","payload":{},"action_id":7}| action_id must be a string
      {"reducer":"counter","payload":{},"action_id":""}| action_id must be 1 to 200 printable
      {"reducer":"counter","payload":{},"action_id":"a\\nb"}| action_id must be 1 to 200 printable
      {"reducer":"counter","payload":{},"type":""}| type must be 1 to 200 printable
      {"reducer":"counter","payload":{},"lease_id":""}| lease_id must be 1 to 200 printable
      {"reducer":"counter","payload":{},"correlation_id":" "}| correlation_id must be 1 to 200
      {"reducer":"counter","payload":{},"epoch":"1"}| epoch must be a whole number
      {"reducer":"counter","payload":{},"epoch":1.5}| epoch must be a whole number
      {"reducer":"counter","payload":{},"epoch":-1}| epoch must be a whole number
      {"reducer":"counter","payload":{},"epoch":9223372036854775808}| epoch must be a whole number
      {"reducer":"counter","payload":{},"expected_version":true}| expected_version must be a whole
      {"reducer":"counter","payload":{},"extra":1}| the action has an unknown member
      {"reducer":"counter","payload":{},"payload":{}}| duplicate member name in an object
      {"reducer":"counter","payload":{"a":1,"a":2}}| duplicate member name in an object
      {"reducer":"counter","payload":NaN}| not valid JSON: NaN and Infinity are not numbers
      {"reducer":"counter","payload":-Infinity}| not valid JSON
      {"reducer":"counter","payload":1e999}| a number has more than 400 digits
      {"reducer":"counter","payload":"\\u0000"}| a string contains U+0000
      {"reducer":"counter","payload":"\\ud800"}| a string contains U+0000 or an unpaired surrogate
      """)
  void malformedAction_isRefusedWithItsReason(String text, String detail) {
    var problem = invalid(
        (text == null ? "" : text).getBytes(StandardCharsets.UTF_8),
        TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertEquals("malformed-action", problem.code());
    assertStartsWith(detail, problem.detail());
  }

  @Test
  void unknownMember_isNotInTheDetail() {
    var problem = invalid(
        "{\"reducer\":\"counter\",\"payload\":{},\"SECRET\":1}".getBytes(StandardCharsets.UTF_8),
        TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertFalse(problem.detail().contains("SECRET"));
  }

  @Test
  void deepNesting_isRefused() {
    var text = "{\"reducer\":\"counter\",\"payload\":" + "[".repeat(200) + "]".repeat(200) + "}";
    var problem = invalid(
        text.getBytes(StandardCharsets.UTF_8), TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertStartsWith("nested deeper than 64", problem.detail());
  }

  @Test
  void invalidUtf8_isRefused() {
    var text = "{\"reducer\":\"counter\",\"payload\":\"X\"}".getBytes(StandardCharsets.UTF_8);
    text[text.length - 3] = (byte) 0xFF;
    var problem = invalid(text, TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertStartsWith("not valid UTF-8", problem.detail());
  }

  @Test
  void tooManyBytes_areTooLarge() {
    var text = "{\"reducer\":\"counter\",\"payload\":\"" + "x".repeat(MAX_BYTES) + "\"}";
    var problem = invalid(
        text.getBytes(StandardCharsets.UTF_8), TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertEquals("too-large", problem.code());
  }

  @Test
  void unknownReducer_isNotInTheDetail() {
    var problem = invalid(
        "{\"reducer\":\"SECRET\",\"payload\":{}}".getBytes(StandardCharsets.UTF_8),
        TransportMetadata.of("k", null, ActionOrigin.KAFKA));

    assertEquals("unknown-reducer", problem.code());
    assertEquals("the reducers of this service are counter", problem.detail());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a\u0000b", "a\nb", "a\u007Fb", "a\uFFFDb", "a\u2028b", "\ud800"})
  void unprintableKey_isRefused(String key) {
    assertEquals("bad-workflow-key", invalidKey(key));
  }

  @Test
  void key_hasAtMost512CharactersAnd1024Bytes() {
    assertEquals("k".repeat(512), validKey("k".repeat(512)));
    assertEquals("bad-workflow-key", invalidKey("k".repeat(513)));
    // U+20AC takes three bytes: 341 of them are 1,023 bytes
    assertEquals("\u20AC".repeat(341), validKey("\u20AC".repeat(341)));
    assertEquals("bad-workflow-key", invalidKey("\u20AC".repeat(342)));
    assertEquals("\uD83D\uDE00 \u00E4:/?#", validKey("\uD83D\uDE00 \u00E4:/?#"));
  }

  @Test
  void actionAndTransport_mustBeConsistent() {
    var text =
        "{\"workflow_key\":\"k\",\"action_id\":\"i\",\"reducer\":\"counter\",\"payload\":{}}";

    assertEquals(
        "k", valid(text, TransportMetadata.of("k", null, ActionOrigin.KAFKA)).workflowKey());
    assertStartsWith(
        "workflow_key differs",
        invalid(
                text.getBytes(StandardCharsets.UTF_8),
                TransportMetadata.of("other", null, ActionOrigin.KAFKA))
            .detail());
    assertStartsWith(
        "action_id differs",
        invalid(
                text.getBytes(StandardCharsets.UTF_8),
                TransportMetadata.of(null, "other", ActionOrigin.KAFKA))
            .detail());
  }

  @Test
  void missingKey_isRefused() {
    assertEquals(
        "the action has no workflow_key",
        invalid(
                "{\"reducer\":\"counter\",\"payload\":{}}".getBytes(StandardCharsets.UTF_8),
                NO_METADATA)
            .detail());
  }

  private String validKey(String key) {
    return valid(
            "{\"reducer\":\"counter\",\"payload\":{}}",
            TransportMetadata.of(key, null, ActionOrigin.KAFKA))
        .workflowKey();
  }

  private String invalidKey(String key) {
    return invalid(
            "{\"reducer\":\"counter\",\"payload\":{}}".getBytes(StandardCharsets.UTF_8),
            TransportMetadata.of(key, null, ActionOrigin.KAFKA))
        .code();
  }

  private ActionCommand valid(String text, TransportMetadata metadata) {
    var decoded = decoder.decode(text.getBytes(StandardCharsets.UTF_8), metadata);
    return assertInstanceOf(DecodedAction.Valid.class, decoded).command();
  }

  private Problem invalid(byte[] text, TransportMetadata metadata) {
    return assertInstanceOf(DecodedAction.Invalid.class, decoder.decode(text, metadata))
        .problem();
  }

  private static void assertStartsWith(String expected, String actual) {
    assertEquals(expected, actual.substring(0, Math.min(expected.length(), actual.length())));
  }
}
