package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.action.Entrance.Sample;
import dev.purereducer.action.Entrance.Sent;
import dev.purereducer.json.ValueLimits;
import dev.purereducer.testkit.Broker;
import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Property test of the limits: generated values at, below and above each limit have the same result
 * at all entrances, and every accepted one can be read at all exits.
 */
@QuarkusTest
class LimitsPropertyTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CLOUD_EVENT = "application/cloudevents+json";
  private static Broker broker;

  private final long seed = Long.getLong("limits.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final String namespace = "limits" + Long.toHexString(seed);
  private final List<Sent> sent = new ArrayList<>();
  private int keys;

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

  @BeforeEach
  void printSeed() {
    System.out.println("LimitsPropertyTest -Dlimits.seed=" + seed);
  }

  @Test
  void numbers_areLimitedInTheirStoredForm() throws Exception {
    for (int digits : around(ValueLimits.MAX_DIGITS)) {
      var sign = random.nextBoolean() ? "-" : "";
      var number = sign
          + switch (random.nextInt(4)) {
            case 0 -> "1e-" + (digits - 1);
            case 1 -> "7E+" + (digits - 1);
            case 2 -> "3".repeat(digits);
            default -> "0." + "0".repeat(digits - 2) + "9";
          };
      boolean ignored = random.nextBoolean();
      var payload = ignored ? "{\"a\":[{\"b\":" + number + "}]}" : "{\"a\":" + number + "}";
      checkAll(payload, digits <= ValueLimits.MAX_DIGITS);
    }
    assertSettled();
  }

  @Test
  void nesting_isLimitedFromThePayloadOn() throws Exception {
    for (int levels : around(ValueLimits.MAX_DEPTH)) {
      boolean arrays = random.nextBoolean();
      var payload = arrays
          ? "{\"a\":" + "[".repeat(levels - 1) + "1" + "]".repeat(levels - 1) + "}"
          : "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
      checkAll(payload, levels <= ValueLimits.MAX_DEPTH);
    }
    assertSettled();
  }

  @Test
  void keys_areLimitedInCharactersAndBytes() throws Exception {
    for (int chars : around(ValueLimits.MAX_KEY_CHARS)) {
      check(sample(filled("k", chars), "a", "{}", chars <= ValueLimits.MAX_KEY_CHARS));
    }
    for (int bytes = ValueLimits.MAX_KEY_BYTES - 2;
        bytes < ValueLimits.MAX_KEY_BYTES + 3;
        bytes++) {
      check(sample(keyOfBytes(bytes), "a", "{}", bytes <= ValueLimits.MAX_KEY_BYTES));
    }
    for (var invisible : List.of("\u200E", "\u061C", "\uFE0F", "\uDB40\uDC41", "\u3164")) {
      check(sample(key() + invisible, "a", "{}", false));
    }
    for (var visible : List.of(";eu", "/a b", "\uD83D\uDE00", "%2e", "?#&=+", "\u05E9")) {
      check(sample(key() + visible, "a", "{}", true));
    }
    check(sample("..", "a", "{}", false));
    assertSettled();
  }

  @Test
  void ids_areLimitedInCharacters() throws Exception {
    for (int chars : around(ValueLimits.MAX_ID_CHARS)) {
      boolean accepted = chars <= ValueLimits.MAX_ID_CHARS;
      checkPlain(key(), "i".repeat(chars), accepted);
    }
    for (var id : List.of("..", ".", "~a", "a\u200F", "a\uFEFF")) {
      checkPlain(key(), id, false);
    }
    for (var id : List.of(";a", "a/b", "a b", "\uD83D\uDE00", "...")) {
      checkPlain(key(), id, true);
    }
    assertSettled();
  }

  @Test
  void deadLetterAtALimit_isShownAndRedriven() {
    var deepest =
        "{\"a\":".repeat(ValueLimits.MAX_DEPTH) + "1e-399" + "}".repeat(ValueLimits.MAX_DEPTH);
    for (var entrance : List.of(Entrance.PLAIN, Entrance.STRUCTURED, Entrance.BINARY)) {
      var key = key();
      var data = "{\"reducer\":\"document\",\"expected_version\":7,\"payload\":" + deepest + "}";
      switch (entrance) {
        case PLAIN -> broker.send(bytes(key), bytes(data), Map.of());
        case STRUCTURED ->
          broker.send(
              bytes(key),
              bytes(new Sample(key, "e", "{}", true)
                  .event("\"expectedversion\":7,\"data\":" + deepest)),
              Map.of("content-type", CLOUD_EVENT));
        case BINARY ->
          broker.send(
              bytes(key),
              bytes(deepest),
              Entrance.attributes(key, Map.of("ce_expectedversion", "7")));
        case SINGLE, ARRAY, NDJSON -> throw new AssertionError(entrance);
      }
      broker.flush();

      long id = deadLetterId(key);

      assertEquals(200, Service.get("/v1/dead-letters/" + id).status(), entrance::name);
      var path = "/v1/dead-letters/" + id + "/redrive";
      assertEquals(412, Service.post(path, "").status(), entrance::name);
      var repair = "{\"repair\":{\"expected_version\":null,\"payload\":" + deepest + "}}";
      assertEquals(200, Service.post(path, repair).status(), entrance::name);
      Exits.assertReadable(new Sample(key, "", deepest, true));
    }
  }

  /** The limit, its neighbours, and one value on each side of it. */
  private List<Integer> around(int limit) {
    return List.of(
        limit - 1,
        limit,
        limit + 1,
        limit / 2 + random.nextInt(limit / 2),
        limit + 2 + random.nextInt(limit / 2));
  }

  private void checkAll(String payload, boolean accepted) throws Exception {
    check(sample(key(), "a", payload, accepted));
  }

  private static Sample sample(String key, String id, String payload, boolean accepted) {
    return new Sample(key, id, payload, accepted);
  }

  private String key() {
    return namespace + ":" + keys++ + "-" + UUID.randomUUID();
  }

  /** A key with few characters for its bytes: U+5317 takes three. */
  private String keyOfBytes(int bytes) {
    var key = key();
    int rest = bytes - key.length();
    return key + "\u5317".repeat(rest / 3) + "k".repeat(rest % 3);
  }

  private String filled(String text, int chars) {
    var key = key();
    return key + text.repeat(Math.max(0, chars - key.length()));
  }

  /** Each entrance has a workflow for itself, which gets one action. */
  private void check(Sample sample) throws Exception {
    for (var entrance : Entrance.values()) {
      var own = sample.key().equals("..")
          ? sample
          : new Sample(
              ownKey(sample.key(), entrance),
              sample.actionId(),
              sample.payload(),
              sample.accepted());
      sent.add(entrance.send(broker, own));
    }
  }

  private void checkPlain(String key, String id, boolean accepted) throws Exception {
    for (var entrance : Entrance.values()) {
      if (!entrance.isEvent()) {
        sent.add(entrance.send(broker, new Sample(ownKey(key, entrance), id, "{}", accepted)));
      }
    }
  }

  /** Checks what was sent, all of it together, so that the waits of the samples overlap. */
  private void assertSettled() throws Exception {
    broker.flush();
    for (var one : sent) {
      assertSettled(one);
    }
  }

  /** The same key with another first character, which changes neither its length nor its bytes. */
  private static String ownKey(String key, Entrance entrance) {
    return (char) ('a' + entrance.ordinal()) + key.substring(1);
  }

  private static void assertSettled(Sent sent) throws Exception {
    var sample = sent.sample();
    var what = sent.entrance() + ": " + sample;
    if (!sent.mark().isEmpty() && !sample.accepted()) {
      await(what)
          .pollDelay(Duration.ZERO)
          .atMost(SOON)
          .until(() -> broker.deadLetter(sent.mark()) != null);
    } else if (sent.mark().isEmpty()) {
      assertEquals(sample.accepted() ? 200 : 400, sent.status(), what);
    }
    if (sample.accepted()) {
      Exits.assertReadable(sample);
    }
  }

  private static long deadLetterId(String key) {
    var path = "/v1/dead-letters?workflow_key=" + Service.encoded(key);
    return await()
        .atMost(SOON)
        .until(() -> Service.get(path).json().get("items"), items -> items.size() == 1)
        .get(0)
        .get("id")
        .asLong();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
