package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.event.CommittedState;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reducers.CounterReducer;
import dev.purereducer.reducers.DocumentReducer;
import dev.purereducer.reducers.StampsReducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Fuzz test of all decoders: each input is decoded or refused with a problem, without any other
 * failure. {@code -Dfuzz.duration=5m} runs it longer, {@code -Dseed=…} repeats a run.
 */
class DecoderFuzzTest {
  private static final TransportMetadata NO_METADATA =
      TransportMetadata.of(null, null, ActionOrigin.KAFKA);

  private static final Logger LOG = Logger.getLogger(DecoderFuzzTest.class);
  private static final Duration DURATION =
      Duration.parse("PT" + System.getProperty("fuzz.duration", "3s"));

  /** Caller text in the valid inputs, which no problem may repeat. */
  private static final String MARK = "SECRET-7f3a";

  private static final String ACTION = "{\"workflow_key\":\"orders:1\",\"action_id\":\"a\","
      + "\"reducer\":\"counter\",\"type\":\"" + MARK + "\",\"epoch\":7,\"lease_id\":\"l\","
      + "\"correlation_id\":\"c\",\"expected_version\":0,\"payload\":{\"add\":1.50,"
      + "\"text\":\"\u00e4\u20ac\uD83D\uDE00 " + MARK + "\",\"list\":[1,null,true,{\"x\":[]}]}}";
  private static final String CLOUD_EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/s\","
          + "\"subject\":\"orders:1\",\"type\":\"" + MARK
          + "\",\"reducer\":\"document\",\"epoch\":1,"
          + "\"expectedversion\":2,\"data\":{\"a\":" + MARK.length() + "}}";
  private static final String EVENT = "{\"workflow_key\":\"k\",\"reducer\":\"counter\","
      + "\"previous_version\":0,\"version\":1,\"schema_version\":1,\"state\":{\"value\":1},"
      + "\"actions\":[{\"version\":1,\"action_id\":\"a\"}],\"chain\":\"00\","
      + "\"committed_at\":\"2026-01-01T00:00:00Z\"}";

  private static final List<byte[]> SEEDS = seeds();

  private final ActionDecoder decoder = new ActionDecoder(
      new Reducers(List.of(new CounterReducer(), new DocumentReducer(), new StampsReducer())),
      _ -> false,
      new ActionDecoderTest.Config(16 * 1_024),
      InstantSource.system());
  private final RecordDecoder records = new RecordDecoder(decoder, null, InstantSource.system());

  @Test
  void anyInput_isDecodedOrRefused() {
    long seed = Long.getLong("seed", System.nanoTime());
    LOG.infof("seed=%d (repeat with -Dseed=%d)", seed, seed);
    var random = new Random(seed);
    var mutations = new Mutations(random, SEEDS);
    long deadline = System.nanoTime() + DURATION.toNanos();
    long inputs = 0;
    while (System.nanoTime() < deadline) {
      var input = mutations.next();
      try {
        decodeEverywhere(input, mutations, random);
      } catch (Throwable failure) {
        throw new AssertionError(
            "seed=" + seed + " input=" + HexFormat.of().formatHex(input), failure);
      }
      inputs++;
    }
    LOG.infof("%d inputs for every decoder", inputs);
    assertTrue(inputs > 100, "only " + inputs + " inputs");
  }

  private void decodeEverywhere(byte[] input, Mutations mutations, Random random) {
    check(decoder.decode(input, TransportMetadata.of("k", null, ActionOrigin.KAFKA)));
    check(decoder.decode(input, NO_METADATA));
    check(decoder.decodeCloudEvent(input, NO_METADATA));
    check(records.decode(record(input, mutations, random)));
    checkAll(BulkActionReader.lines(decoder, input, NO_METADATA));
    try {
      checkAll(BulkActionReader.array(decoder, input, NO_METADATA));
    } catch (ProblemException e) {
      check(e.problem());
    }
    headers(mutations);
    event(input);
  }

  private static void check(DecodedAction decoded) {
    switch (decoded) {
      case DecodedAction.Invalid invalid -> check(invalid.problem());
      case DecodedAction.Valid(var command) -> check(command);
    }
  }

  private static void check(Problem problem) {
    var text = new String(problem.bytes(), StandardCharsets.UTF_8);
    assertFalse(text.contains(MARK), () -> "repeats its input: " + text);
    assertTrue(problem.status() >= 400 && problem.status() < 500, text);
  }

  /** A decoded action can be encoded, and decodes to the same again. */
  private static void check(ActionCommand command) {
    var payload = JsonText.bytes(command.payload());
    assertEquals(command.payload(), JsonText.parse(payload));
    JsonText.canonical(command.payload());
    var key = command.workflowKey();
    assertTrue(key.chars().noneMatch(c -> Character.isISOControl(c)), key);
    assertEquals(
        key,
        new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
        "unpaired surrogate");
  }

  private static void checkAll(BulkActionReader items) {
    while (items.hasNext()) {
      check(items.next());
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(
      byte[] value, Mutations mutations, Random random) {
    var headers = new RecordHeaders();
    for (var name : List.of(
        "traceparent",
        "content-type",
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_time",
        "ce_type",
        "ce_subject",
        "ce_reducer",
        "ce_epoch",
        "ce_expectedversion")) {
      switch (random.nextInt(4)) {
        case 0 -> headers.add(name, mutations.next());
        case 1 -> headers.add(name, null);
        case 2 -> headers.add(name, Mutations.text(name.equals("ce_specversion") ? "1.0" : "7"));
        default -> {}
      }
    }
    var key = random.nextInt(3) == 0 ? null : mutations.next();
    var record = new ConsumerRecord<>("actions", 0, 0, key, random.nextInt(50) == 0 ? null : value);
    headers.forEach(record.headers()::add);
    return record;
  }

  private static void headers(Mutations mutations) {
    try {
      RequestHeaders.of(_ -> new String(mutations.next(), StandardCharsets.ISO_8859_1));
    } catch (ProblemException e) {
      check(e.problem());
    }
  }

  /** Events come from a topic; the consumer skips those that throw. */
  private static void event(byte[] input) {
    try {
      CommittedState.parse(input);
    } catch (RuntimeException e) {
      assertFalse(String.valueOf(e.getMessage()).contains(MARK), e::getMessage);
    }
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (var text : List.of(
        ACTION,
        CLOUD_EVENT,
        EVENT,
        "[" + ACTION + "," + ACTION + "]",
        ACTION + "\n\n" + ACTION + "\r\n" + CLOUD_EVENT,
        "\"7\"",
        "respond-async, return=representation",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "application/cloudevents+json; charset=utf-8")) {
      seeds.add(Mutations.text(text));
    }
    ActionCases.ALL.forEach(example -> example.steps().forEach(step -> seeds.add(step.members())));
    return seeds;
  }
}
