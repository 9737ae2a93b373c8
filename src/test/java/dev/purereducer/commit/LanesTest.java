package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.Precondition;
import dev.purereducer.commit.Outcome.PreconditionFailed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.event.OutboxSignal;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LanesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Inject
  Lanes lanes;

  @Inject
  StoredRows rows;

  @Inject
  OutboxSignal doorbell;

  private final String key = "lanes:" + UUID.randomUUID();

  private Outcome send(ActionCommand submission) {
    return lanes.submit(submission).await().atMost(SOON);
  }

  private List<Outcome> sendAll(List<ActionCommand> submissions) {
    return Uni.join()
        .all(submissions.stream().map(lanes::submit).toList())
        .andFailFast()
        .await()
        .atMost(SOON);
  }

  @Test
  void actionsOneAfterAnother_getVersionsOneByOne() {
    for (long version = 1; version <= 3; version++) {
      var outcome = assertInstanceOf(Committed.class, send(ActionCommands.add(key, 5)));
      assertEquals(version, outcome.version());
    }

    assertEquals("{\"value\": 15}", rows.state(key));
    assertEquals(3, rows.version(key));
    assertEquals(List.of(1L, 2L, 3L), rows.historyVersions(key));
  }

  @Test
  void actionsAtOnce_getOneVersionEachInTheOrderOfTheCalls() {
    int actions = 2_500;

    var outcomes = sendAll(
        IntStream.range(0, actions).mapToObj(_ -> ActionCommands.add(key, 1)).toList());

    var versions =
        outcomes.stream().map(outcome -> ((Committed) outcome).version()).toList();
    assertEquals(LongStream.rangeClosed(1, actions).boxed().toList(), versions);
    assertEquals("{\"value\": " + actions + "}", rows.state(key));
    assertEquals(versions, rows.historyVersions(key));
  }

  @Test
  void commit_ringsForTheRelayAndSaysWhatIsComing() {
    var coming = new ConcurrentLinkedDeque<Integer>();
    doorbell.onSignal(coming::add);

    sendAll(IntStream.range(0, 2_500).mapToObj(_ -> ActionCommands.add(key, 1)).toList());

    await().atMost(SOON).until(() -> Integer.valueOf(0).equals(coming.peekLast()));
    assertTrue(coming.stream().anyMatch(actions -> actions > 0));
  }

  @Test
  void sameIdAgain_isDuplicateOfWhatTheFirstCameTo() {
    var action = ActionCommands.add(key, 7);
    send(action);
    send(ActionCommands.add(key, 1));

    var again = send(action);

    assertEquals(new Duplicate(new Committed(1, 1, null)), again);
    assertEquals("{\"value\": 8}", rows.state(key));
  }

  @Test
  void sameIdTwiceInOneTurn_hasOneEffect() {
    var action = ActionCommands.add(key, 7);

    var outcomes =
        sendAll(List.of(ActionCommands.add(key, 1), action, action, ActionCommands.add(key, 1)));

    assertEquals(new Duplicate(new Committed(2, 1, null)), outcomes.get(2));
    assertEquals("{\"value\": 9}", rows.state(key));
    assertEquals(3, rows.version(key));
  }

  @Test
  void sameIdWithAnotherPayload_isRejectedAndChangesNothing() {
    send(ActionCommands.of(key, "counter", "{\"add\":1}").id("a").made());

    var alone = send(ActionCommands.of(key, "counter", "{\"add\":2}").id("a").made());
    var twice = sendAll(List.of(
        ActionCommands.of(key, "counter", "{\"add\":1}").id("b").made(),
        ActionCommands.of(key, "counter", "{\"add\":2}").id("b").made()));

    assertEquals(Rejections.ID_REUSED, assertInstanceOf(Rejected.class, alone).reason());
    assertEquals(
        Rejections.ID_REUSED, assertInstanceOf(Rejected.class, twice.get(1)).reason());
    assertEquals("{\"value\": 2}", rows.state(key));
  }

  @Test
  void payloadWrittenDifferently_isTheSamePayload() {
    send(ActionCommands.of(key, "document", "{\"a\":1,\"b\":2.50}").id("a").made());

    var again = send(ActionCommands.of(key, "document", "{ \"b\": 25e-1, \"a\": 1.0 }")
        .id("a")
        .made());

    assertInstanceOf(Duplicate.class, again);
  }

  @Test
  void rejectedAction_isRecordedAndRepeated() {
    var bad = ActionCommands.of(key, "counter", "{\"add\":\"one\"}").made();

    var first = assertInstanceOf(Rejected.class, send(bad));
    var again = send(bad);

    assertEquals(new Duplicate(first), again);
    assertEquals(null, rows.version(key));
  }

  @Test
  void actionOfAnotherReducer_isRejected() {
    send(ActionCommands.add(key, 1));

    var other = send(ActionCommands.of(key, "document", "{}").made());

    assertEquals(
        Rejections.REDUCER_MISMATCH, assertInstanceOf(Rejected.class, other).reason());
  }

  @Test
  void expectedVersion_isHeldAgainstTheCurrentOne() {
    var created = send(ActionCommands.of(key, "counter", "{}").expecting(0).made());
    var stale = send(ActionCommands.of(key, "counter", "{}").expecting(0).made());
    var next = send(ActionCommands.of(key, "counter", "{}").expecting(1).made());

    assertEquals(1, assertInstanceOf(Committed.class, created).version());
    assertEquals(new PreconditionFailed(1, Precondition.VERSION), stale);
    assertEquals(2, assertInstanceOf(Committed.class, next).version());
  }

  @Test
  void duplicateWithAnExpectedVersion_isDuplicateNotStale() {
    var action = ActionCommands.of(key, "counter", "{}").expecting(0).made();
    send(action);

    assertEquals(new Duplicate(new Committed(1, 1, null)), send(action));
  }

  @Test
  void olderEpochOrOtherHolder_isStale() {
    send(ActionCommands.of(key, "counter", "{}").epoch(5, "me").made());

    var older = send(ActionCommands.of(key, "counter", "{}").epoch(4, "me").made());
    var other = send(ActionCommands.of(key, "counter", "{}").epoch(5, "you").made());
    var unfenced = send(ActionCommands.of(key, "counter", "{}").made());
    var stillFenced =
        send(ActionCommands.of(key, "counter", "{}").epoch(4, "me").made());
    var newer = send(ActionCommands.of(key, "counter", "{}").epoch(6, "you").made());

    assertEquals(new PreconditionFailed(1, Precondition.EPOCH), older);
    assertEquals(new PreconditionFailed(1, Precondition.LEASE), other);
    assertEquals(2, assertInstanceOf(Committed.class, unfenced).version());
    assertEquals(new PreconditionFailed(2, Precondition.EPOCH), stillFenced);
    assertEquals(3, assertInstanceOf(Committed.class, newer).version());
  }

  @Test
  void stateWanted_isTheOneRightAfterThisAction() {
    var outcomes = sendAll(List.of(
        ActionCommands.add(key, 1),
        ActionCommands.of(key, "counter", "{\"add\":1}").wantingState().made(),
        ActionCommands.add(key, 1)));

    assertEquals(
        "{\"value\":2}", assertInstanceOf(Committed.class, outcomes.get(1)).stateText());
  }

  @Test
  void manyKeysAtOnce_eachGetTheirOwn() {
    var submissions = IntStream.range(0, 5_000)
        .mapToObj(i -> ActionCommands.add(key + "-" + i % 500, 1))
        .toList();

    var outcomes = sendAll(submissions);

    assertEquals(5_000, outcomes.stream().filter(Committed.class::isInstance).count());
    assertEquals(10, rows.version(key + "-0"));
    assertEquals(10, rows.version(key + "-499"));
  }
}
