package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.reduce.Json;
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

/** Reducers and payloads that misbehave reject their own action and stop nothing else (I9). */
@QuarkusTest
class ReducerFailureTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Inject
  Lanes lanes;

  @Inject
  StoredRows rows;

  private final String key = "trouble:" + UUID.randomUUID();

  private List<Outcome> sendAll(List<ActionCommand> submissions) {
    return Uni.join()
        .all(submissions.stream().map(lanes::submit).toList())
        .andFailFast()
        .await()
        .atMost(SOON);
  }

  private ActionCommand order(String order) {
    return ActionCommandBuilder.of(key, "trouble", Json.of(order)).made();
  }

  @ParameterizedTest
  @CsvSource({
    "throw, reducer-failed",
    "overflow, reducer-failed",
    "no-reduction, reducer-failed",
    "no-state, reducer-failed",
    "unwritable, reducer-failed",
    "nul, reducer-failed",
    "half-pair, reducer-failed",
    "bad-intent, reducer-failed",
    "big-intent, event-too-large"
  })
  void actionThatMisbehaves_isRejectedAmongOthersOfItsKey(String trouble, String code) {
    // One after another: within one turn only the last state has to be one that can be stored.
    var outcomes = Stream.of("before", trouble, "after")
        .flatMap(order -> sendAll(List.of(order(order))).stream())
        .toList();

    assertEquals(1, assertInstanceOf(Committed.class, outcomes.get(0)).version());
    assertEquals(
        code, assertInstanceOf(Rejected.class, outcomes.get(1)).reason().code());
    assertEquals(2, assertInstanceOf(Committed.class, outcomes.get(2)).version());
    assertEquals("{\"text\": \"after\"}", rows.state(key));
  }

  @Test
  void keyInTrouble_restsLongerThanItIsFolded() {
    int actions = 20;
    long start = System.nanoTime();
    var outcomes = sendAll(
        Collections.nCopies(actions, "slow-throw").stream().map(this::order).toList());

    var took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(outcomes.stream().allMatch(Rejected.class::isInstance));
    var least = FailingReducer.SLOW.multipliedBy(actions * 8L);
    assertTrue(took.compareTo(least) >= 0, () -> took + " is less than " + least);
  }

  @Test
  void stateBeyondTheLimit_isRejectedAndTheNextActionFindsTheOldOne() {
    var outcomes = sendAll(List.of(order("grow"), order("grow"), order("intents")));

    assertInstanceOf(Committed.class, outcomes.get(0));
    assertEquals(
        "state-too-large",
        assertInstanceOf(Rejected.class, outcomes.get(1)).reason().code());
    assertEquals(2, assertInstanceOf(Committed.class, outcomes.get(2)).version());
    assertEquals(300_000 + "{\"text\": \"\"}".length(), rows.state(key).length());
  }

  @Test
  void actionThatTheStoreRefuses_isFoundAmongManyKeysAndRejectedAlone() {
    // Longer than an index row may be, and random, so that it does not compress.
    var text = new StringBuilder();
    new Random(7).ints(6_000, 'a', 'z' + 1).forEach(text::appendCodePoint);
    List<ActionCommand> submissions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      submissions.add(ActionCommandBuilder.add(key + "-" + i % 10, 1));
    }
    submissions.add(
        ActionCommandBuilder.of(key + "-3", "counter", "{}").id(text.toString()).made());
    submissions.add(ActionCommandBuilder.add(key + "-3", 1));

    var outcomes = Uni.join()
        .all(submissions.stream()
            .map(submission -> lanes.submit(submission).onFailure().recoverWithNull())
            .toList())
        .andFailFast()
        .await()
        .atMost(SOON);

    assertEquals(51, outcomes.stream().filter(Committed.class::isInstance).count());
    assertEquals(6, rows.version(key + "-3"));
    assertEquals(5, rows.version(key + "-4"));
  }

  @Test
  void intents_goToTheHistoryWithTheirAction() {
    sendAll(List.of(order("intents")));

    var intents =
        rows.select("SELECT intents::text FROM workflow_history WHERE workflow_key = $1", key);
    assertEquals(
        "[{\"type\": \"a\", \"payload\": 1}, {\"type\": \"b\", \"payload\": 2}]",
        intents.getFirst().getString(0));
  }
}
