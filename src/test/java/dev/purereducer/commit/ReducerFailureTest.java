package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.reduce.Json;
import dev.purereducer.testkit.LogCapture;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failing reducers and payloads: only their own action is rejected (I9). */
@QuarkusTest
class ReducerFailureTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Inject
  Lanes lanes;

  @Inject
  TestLanes testLanes;

  @Inject
  StoredRows rows;

  private final String key = "trouble:" + UUID.randomUUID();

  private List<Outcome> sendAll(List<ActionCommand> commands) {
    return Uni.join()
        .all(commands.stream().map(lanes::submit).toList())
        .andFailFast()
        .await()
        .atMost(SOON);
  }

  private ActionCommand command(String payload) {
    return ActionCommandBuilder.of(key, "trouble", Json.of(payload)).build();
  }

  @ParameterizedTest
  @CsvSource({
    "throw, reducer-failed",
    "throw-error, reducer-failed",
    "throw-checked, reducer-failed",
    "throw-out-of-memory, reducer-failed",
    "throw-unprintable, reducer-failed",
    "unwritable-error, reducer-failed",
    "overflow, reducer-failed",
    "no-reduction, reducer-failed",
    "no-state, reducer-failed",
    "unwritable, reducer-failed",
    "nul, reducer-failed",
    "half-pair, reducer-failed",
    "bad-intent, reducer-failed",
    "deep-intent, reducer-failed",
    "long-intent, reducer-failed",
    "deep-state, reducer-failed",
    "long-state, reducer-failed",
    "big-intent, event-too-large"
  })
  void failingAction_isRejectedAndTheOthersOfItsKeyAreCommitted(String failure, String code) {
    // Sent one after another, because within a turn only the last state must be valid.
    var outcomes = Stream.of("before", failure, "after")
        .flatMap(payload -> sendAll(List.of(command(payload))).stream())
        .toList();

    assertEquals(1, assertInstanceOf(Committed.class, outcomes.get(0)).version());
    assertEquals(
        code, assertInstanceOf(Rejected.class, outcomes.get(1)).reason().code());
    assertEquals(2, assertInstanceOf(Committed.class, outcomes.get(2)).version());
    assertEquals("{\"text\": \"after\"}", rows.state(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw-error", "throw-checked"})
  void failingAction_inATurnWithOthers_isRejectedAlone(String failure) {
    var outcomes = sendAll(List.of(
        command("before"),
        command(failure),
        ActionCommandBuilder.add(key + "-other", 1),
        command("after")));

    assertInstanceOf(Committed.class, outcomes.get(0));
    assertEquals(
        Rejections.REDUCER_FAILED,
        assertInstanceOf(Rejected.class, outcomes.get(1)).reason());
    assertInstanceOf(Committed.class, outcomes.get(2));
    assertInstanceOf(Committed.class, outcomes.get(3));
    assertEquals("{\"text\": \"after\"}", rows.state(key));
  }

  @Test
  void undecodableState_rejectsTheActionsOfItsKeyOnly() {
    sendAll(List.of(command("before")));
    rows.select(
        "UPDATE workflow_state SET state = '{\"text\": \"undecodable\"}' WHERE workflow_key = $1",
        key);
    var other = testLanes.create(store -> store);

    var outcome = other.submit(command("after")).await().atMost(SOON);
    var otherKey =
        other.submit(ActionCommandBuilder.add(key + "-other", 1)).await().atMost(SOON);

    assertEquals(new Rejected(1, Rejections.REDUCER_FAILED), outcome);
    assertInstanceOf(Committed.class, otherKey);
    other.stop(null);
  }

  @Test
  void failingAction_isLoggedWithItsKeyIdReducerAndLineOfCode() {
    var action = command("throw-error");
    try (var log = new LogCapture(ActionFold.class)) {
      await().atMost(SOON).until(() -> {
        sendAll(List.of(command("throw-error"), action));
        return log.lines().stream().anyMatch(line -> line.contains("workflow_key=" + key));
      });

      var line = log.lines().getFirst();
      assertTrue(line.contains("reducer=trouble"), line);
      assertTrue(line.contains("action_id="), line);
      assertTrue(line.contains(" at dev.purereducer.commit.FailingReducer.reduce(Fail"), line);
    }
  }

  @Test
  void failingKey_coolsDownForLongerThanItsFold() {
    int actions = 20;
    long start = System.nanoTime();
    var outcomes = sendAll(
        Collections.nCopies(actions, "slow-throw").stream().map(this::command).toList());

    var took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(outcomes.stream().allMatch(Rejected.class::isInstance));
    var least = FailingReducer.SLOW.multipliedBy(actions * 8L);
    assertTrue(took.compareTo(least) >= 0, () -> took + " is less than " + least);
  }

  @Test
  void stateBeyondTheLimit_isRejectedAndTheStateIsUnchanged() {
    var outcomes = sendAll(List.of(command("grow"), command("grow"), command("intents")));

    assertInstanceOf(Committed.class, outcomes.get(0));
    assertEquals(
        "state-too-large",
        assertInstanceOf(Rejected.class, outcomes.get(1)).reason().code());
    assertEquals(2, assertInstanceOf(Committed.class, outcomes.get(2)).version());
    assertEquals(300_000 + "{\"text\": \"\"}".length(), rows.state(key).length());
  }

  @Test
  void actionThatTheDatabaseRejects_failsAloneAmongManyKeys() {
    // Exceeds the size of an index row; random, so that it does not compress.
    var text = new StringBuilder();
    new Random(7).ints(6_000, 'a', 'z' + 1).forEach(text::appendCodePoint);
    List<ActionCommand> commands = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      commands.add(ActionCommandBuilder.add(key + "-" + i % 10, 1));
    }
    commands.add(
        ActionCommandBuilder.of(key + "-3", "counter", "{}").id(text.toString()).build());
    commands.add(ActionCommandBuilder.add(key + "-3", 1));

    var outcomes = Uni.join()
        .all(commands.stream()
            .map(command -> lanes.submit(command).onFailure().recoverWithNull())
            .toList())
        .andFailFast()
        .await()
        .atMost(SOON);

    assertEquals(51, outcomes.stream().filter(Committed.class::isInstance).count());
    assertEquals(6, rows.version(key + "-3"));
    assertEquals(5, rows.version(key + "-4"));
  }

  @Test
  void intents_areStoredInTheHistory() {
    sendAll(List.of(command("intents")));

    var intents =
        rows.select("SELECT intents::text FROM workflow_history WHERE workflow_key = $1", key);
    assertEquals(
        "[{\"type\": \"a\", \"payload\": 1}, {\"type\": \"b\", \"payload\": 2}]",
        intents.getFirst().getString(0));
  }
}
