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
  OutboxSignal outboxSignal;

  private final String key = "lanes:" + UUID.randomUUID();

  private Outcome send(ActionCommand command) {
    return lanes.submit(command).await().atMost(SOON);
  }

  private List<Outcome> sendAll(List<ActionCommand> commands) {
    return Uni.join()
        .all(commands.stream().map(lanes::submit).toList())
        .andFailFast()
        .await()
        .atMost(SOON);
  }

  @Test
  void sequentialActions_getConsecutiveVersions() {
    for (long version = 1; version <= 3; version++) {
      var outcome = assertInstanceOf(Committed.class, send(ActionCommandBuilder.add(key, 5)));
      assertEquals(version, outcome.version());
    }

    assertEquals("{\"value\": 15}", rows.state(key));
    assertEquals(3, rows.version(key));
    assertEquals(List.of(1L, 2L, 3L), rows.historyVersions(key));
  }

  @Test
  void concurrentActions_getVersionsInTheOrderOfTheCalls() {
    int actions = 2_500;

    var outcomes = sendAll(IntStream.range(0, actions)
        .mapToObj(_ -> ActionCommandBuilder.add(key, 1))
        .toList());

    var versions =
        outcomes.stream().map(outcome -> ((Committed) outcome).version()).toList();
    assertEquals(LongStream.rangeClosed(1, actions).boxed().toList(), versions);
    assertEquals("{\"value\": " + actions + "}", rows.state(key));
    assertEquals(versions, rows.historyVersions(key));
  }

  @Test
  void commit_signalsTheRelayWithThePendingActions() {
    var pendingActions = new ConcurrentLinkedDeque<Integer>();
    outboxSignal.onSignal(pendingActions::add);

    sendAll(IntStream.range(0, 2_500)
        .mapToObj(_ -> ActionCommandBuilder.add(key, 1))
        .toList());

    await().atMost(SOON).until(() -> Integer.valueOf(0).equals(pendingActions.peekLast()));
    assertTrue(pendingActions.stream().anyMatch(actions -> actions > 0));
  }

  @Test
  void sameIdAgain_isADuplicateOfTheFirst() {
    var action = ActionCommandBuilder.add(key, 7);
    send(action);
    send(ActionCommandBuilder.add(key, 1));

    var again = send(action);

    assertEquals(new Duplicate(new Committed(1, 1, null)), again);
    assertEquals("{\"value\": 8}", rows.state(key));
  }

  @Test
  void sameIdTwiceInOneTurn_hasOneEffect() {
    var action = ActionCommandBuilder.add(key, 7);

    var outcomes = sendAll(List.of(
        ActionCommandBuilder.add(key, 1), action, action, ActionCommandBuilder.add(key, 1)));

    assertEquals(new Duplicate(new Committed(2, 1, null)), outcomes.get(2));
    assertEquals("{\"value\": 9}", rows.state(key));
    assertEquals(3, rows.version(key));
  }

  @Test
  void sameIdTwiceInOneTurn_afterAFailedPrecondition_isJudgedByItself() {
    var stale =
        ActionCommandBuilder.of(key, "counter", "{\"add\":7}").expecting(9).build();
    var current = ActionCommandBuilder.of(key, "counter", "{\"add\":7}")
        .id(stale.actionId())
        .expecting(1)
        .build();

    var outcomes = sendAll(List.of(ActionCommandBuilder.add(key, 1), stale, current, current));

    assertEquals(new PreconditionFailed(1, Precondition.VERSION), outcomes.get(1));
    assertEquals(new Committed(2, 1, null), outcomes.get(2));
    assertEquals(new Duplicate(new Committed(2, 1, null)), outcomes.get(3));
    assertEquals("{\"value\": 8}", rows.state(key));
  }

  @Test
  void sameIdWithAnotherPayload_isRejectedAndChangesNothing() {
    send(ActionCommandBuilder.of(key, "counter", "{\"add\":1}").id("a").build());

    var alone =
        send(ActionCommandBuilder.of(key, "counter", "{\"add\":2}").id("a").build());
    var twice = sendAll(List.of(
        ActionCommandBuilder.of(key, "counter", "{\"add\":1}").id("b").build(),
        ActionCommandBuilder.of(key, "counter", "{\"add\":2}").id("b").build()));

    assertEquals(Rejections.ID_REUSED, assertInstanceOf(Rejected.class, alone).reason());
    assertEquals(
        Rejections.ID_REUSED, assertInstanceOf(Rejected.class, twice.get(1)).reason());
    assertEquals("{\"value\": 2}", rows.state(key));
  }

  @Test
  void sameIdWithAnotherEncodingOfThePayload_isADuplicate() {
    send(
        ActionCommandBuilder.of(key, "document", "{\"a\":1,\"b\":2.50}").id("a").build());

    var again = send(ActionCommandBuilder.of(key, "document", "{ \"b\": 25e-1, \"a\": 1.0 }")
        .id("a")
        .build());

    assertInstanceOf(Duplicate.class, again);
  }

  @Test
  void sameIdOfARejectedAction_isADuplicateOfTheRejection() {
    var bad = ActionCommandBuilder.of(key, "counter", "{\"add\":\"one\"}").build();

    var first = assertInstanceOf(Rejected.class, send(bad));
    var again = send(bad);

    assertEquals(new Duplicate(first), again);
    assertEquals(null, rows.version(key));
  }

  @Test
  void actionOfAnotherReducer_isRejected() {
    send(ActionCommandBuilder.add(key, 1));

    var other = send(ActionCommandBuilder.of(key, "document", "{}").build());

    assertEquals(
        Rejections.REDUCER_MISMATCH, assertInstanceOf(Rejected.class, other).reason());
  }

  @Test
  void expectedVersion_isComparedWithTheCurrentOne() {
    var created =
        send(ActionCommandBuilder.of(key, "counter", "{}").expecting(0).build());
    var stale = send(ActionCommandBuilder.of(key, "counter", "{}").expecting(0).build());
    var next = send(ActionCommandBuilder.of(key, "counter", "{}").expecting(1).build());

    assertEquals(1, assertInstanceOf(Committed.class, created).version());
    assertEquals(new PreconditionFailed(1, Precondition.VERSION), stale);
    assertEquals(2, assertInstanceOf(Committed.class, next).version());
  }

  @Test
  void duplicateWithAnOldExpectedVersion_isADuplicate() {
    var action = ActionCommandBuilder.of(key, "counter", "{}").expecting(0).build();
    send(action);

    assertEquals(new Duplicate(new Committed(1, 1, null)), send(action));
  }

  @Test
  void olderEpochOrOtherHolder_failsThePrecondition() {
    send(ActionCommandBuilder.of(key, "counter", "{}").epoch(5, "me").build());

    var older =
        send(ActionCommandBuilder.of(key, "counter", "{}").epoch(4, "me").build());
    var other =
        send(ActionCommandBuilder.of(key, "counter", "{}").epoch(5, "you").build());
    var unfenced = send(ActionCommandBuilder.of(key, "counter", "{}").build());
    var stillFenced =
        send(ActionCommandBuilder.of(key, "counter", "{}").epoch(4, "me").build());
    var newer =
        send(ActionCommandBuilder.of(key, "counter", "{}").epoch(6, "you").build());

    assertEquals(new PreconditionFailed(1, Precondition.EPOCH), older);
    assertEquals(new PreconditionFailed(1, Precondition.LEASE), other);
    assertEquals(2, assertInstanceOf(Committed.class, unfenced).version());
    assertEquals(new PreconditionFailed(2, Precondition.EPOCH), stillFenced);
    assertEquals(3, assertInstanceOf(Committed.class, newer).version());
  }

  @Test
  void requestedState_isTheOneRightAfterTheAction() {
    var outcomes = sendAll(List.of(
        ActionCommandBuilder.add(key, 1),
        ActionCommandBuilder.of(key, "counter", "{\"add\":1}").wantingState().build(),
        ActionCommandBuilder.add(key, 1)));

    assertEquals(
        "{\"value\":2}", assertInstanceOf(Committed.class, outcomes.get(1)).stateText());
  }

  @Test
  void concurrentActionsOfManyKeys_areAllCommitted() {
    var commands = IntStream.range(0, 5_000)
        .mapToObj(i -> ActionCommandBuilder.add(key + "-" + i % 500, 1))
        .toList();

    var outcomes = sendAll(commands);

    assertEquals(5_000, outcomes.stream().filter(Committed.class::isInstance).count());
    assertEquals(10, rows.version(key + "-0"));
    assertEquals(10, rows.version(key + "-499"));
  }
}
