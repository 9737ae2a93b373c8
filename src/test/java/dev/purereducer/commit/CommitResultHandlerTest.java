package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.ActionFold.FoldDependencies;
import dev.purereducer.commit.ActionFold.FoldLimits;
import dev.purereducer.commit.CanonicalStore.CommitResult.Applied;
import dev.purereducer.commit.CanonicalStore.CommitResult.PriorOutcome;
import dev.purereducer.commit.CanonicalStore.CommitResult.StoredState;
import dev.purereducer.commit.CanonicalStore.CommitResult.VersionConflict;
import dev.purereducer.commit.LaneQueues.InFlightTurn;
import dev.purereducer.commit.NextStep.Done;
import dev.purereducer.commit.NextStep.GiveUp;
import dev.purereducer.commit.NextStep.RetryAfterConflict;
import dev.purereducer.commit.NextStep.RetryNow;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.GaveUp;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.commit.Outcome.Settled;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.event.HashChain;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.hotkey.HotKeysConfig;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import dev.purereducer.reducers.CounterReducer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;

class CommitResultHandlerTest {
  private static final String KEY = "counter:1";
  private static final int MAX_ACTIONS = 100;
  private static final SmallRyeConfig CONFIG = new SmallRyeConfigBuilder()
      .withConverters(new Converter<?>[] {new DurationConverter(), new MemorySizeConverter()})
      .withMapping(CommitConfig.class)
      .withMapping(HotKeysConfig.class)
      .build();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Reducers reducers = new Reducers(List.of(new CounterReducer()));
  private final LaneCapacity capacity =
      new LaneCapacity(CONFIG.getConfigMapping(CommitConfig.class), new ReducerCall());
  private final FoldDependencies fold = new FoldDependencies(
      reducers, new FoldLimits(1_000_000, 1_000_000, 1_000_000, 1_000), new ReducerCall());
  private final CommitResultHandler handler = new CommitResultHandler(
      fold,
      new BaselineCache(1_000_000),
      capacity,
      new CommitMeters(registry),
      new HotKeys(CONFIG.getConfigMapping(HotKeysConfig.class)).newWindow(),
      Duration.ofMinutes(1));
  private final TurnPlanner planner = new TurnPlanner(fold);
  private final KeyQueue queue = new KeyQueue(KEY);

  @Test
  void appliedTurn_completesItsActionsAndUpdatesTheBaseline() {
    var first = submit(ActionCommandBuilder.add(KEY, 2));
    var second = submit(ActionCommandBuilder.add(KEY, 3));
    var turn = foldedTurn();

    var step = handler.apply(turn, Applied.APPLIED);

    assertSame(Done.DONE, step);
    assertEquals(new Committed(1, 1, null), first.join());
    assertEquals(new Committed(2, 1, null), second.join());
    assertEquals(2, handler.baseline(turn).version());
    assertEquals(0, capacity.actions());
  }

  @Test
  void appliedDuplicateInTurn_getsTheOutcomeOfTheFirst() {
    var command = ActionCommandBuilder.add(KEY, 2);
    var first = submit(command);
    var second = submit(command);

    handler.apply(foldedTurn(), Applied.APPLIED);

    assertEquals(new Duplicate((Settled) first.join()), second.join());
  }

  @Test
  void appliedDuplicateInTurn_withAnotherPayload_isRejected() {
    submit(ActionCommandBuilder.of(KEY, "counter", "{\"add\":1}").id("a").build());
    var reused =
        submit(ActionCommandBuilder.of(KEY, "counter", "{\"add\":2}").id("a").build());

    handler.apply(foldedTurn(), Applied.APPLIED);

    assertEquals(new Rejected(1, Rejections.ID_REUSED), reused.join());
  }

  @Test
  void priorOutcome_withTheSamePayload_isReturnedAsDuplicate() {
    var command = ActionCommandBuilder.add(KEY, 2);
    var outcome = submit(command);

    var step =
        handler.apply(foldedTurn(), conflictAt(4, prior(command, new Committed(3, 1, null))));

    assertSame(Done.DONE, step);
    assertEquals(new Duplicate(new Committed(3, 1, null)), outcome.join());
    assertEquals(1, count("purereducer.dedup.hits"));
  }

  @Test
  void priorOutcome_withAnotherPayload_isRejected() {
    var command = ActionCommandBuilder.add(KEY, 2);
    var outcome = submit(command);
    var prior = new PriorOutcome(command.actionId(), new byte[] {1}, new Committed(3, 1, null));

    var step = handler.apply(foldedTurn(), conflictAt(4, prior));

    assertSame(Done.DONE, step);
    assertEquals(new Rejected(3, Rejections.ID_REUSED), outcome.join());
  }

  @Test
  void priorOutcome_ofAnAttemptWhoseResponseWasLost_isCommitted() {
    var command = ActionCommandBuilder.add(KEY, 2);
    var outcome = submit(command);
    var turn = foldedTurn();
    turn.markOutcomeUnknown();

    var step = handler.apply(turn, conflictAt(1, prior(command, new Committed(1, 1, null))));

    assertSame(Done.DONE, step);
    assertEquals(new Committed(1, 1, null), outcome.join());
    assertEquals(0, count("purereducer.dedup.hits"));
  }

  @Test
  void priorOutcomeOfOneAction_atTheExpectedVersion_retriesTheOthersNow() {
    var known = ActionCommandBuilder.add(KEY, 2);
    submit(known);
    var other = submit(ActionCommandBuilder.add(KEY, 3));
    var turn = foldedTurn();

    var rejected = new Rejected(0, Rejections.REDUCER_FAILED);
    var step = handler.apply(turn, new VersionConflict(null, List.of(prior(known, rejected))));

    assertSame(RetryNow.RETRY_NOW, step);
    assertEquals(1, turn.actions().size());
    assertEquals(1, turn.attempt());
    assertTrue(!other.isDone());
  }

  @Test
  void unknownBaseline_isRefreshedAndRetriedNowWithoutAConflict() {
    submit(ActionCommandBuilder.add(KEY, 2));
    var turn = foldedTurn();

    var step = handler.apply(turn, conflictAt(4));

    assertSame(RetryNow.RETRY_NOW, step);
    assertEquals(4, handler.baseline(turn).version());
    assertEquals(1, turn.attempt());
    assertEquals(1, count("purereducer.baseline.misses"));
    assertEquals(0, count("purereducer.conflicts"));
  }

  @Test
  void staleBaseline_isRefreshedAndRetriedAfterAConflict() {
    submit(ActionCommandBuilder.add(KEY, 2));
    var turn = conflictingTurn();

    assertEquals(6, handler.baseline(turn).version());
    assertEquals(2, turn.attempt());
    assertEquals(EventType.STATE_CONFLICT, turn.conflicts().getFirst().type());
    assertEquals(1, count("purereducer.conflicts"));
  }

  @Test
  void appliedTurn_afterAConflict_publishesItAndCountsTheAttempts() {
    var outcome = submit(ActionCommandBuilder.add(KEY, 2));
    var turn = conflictingTurn();
    fold(turn);

    var step = handler.apply(turn, Applied.APPLIED);

    assertSame(Done.DONE, step);
    assertEquals(new Committed(7, 2, null), outcome.join());
    assertEquals(
        List.of(EventType.STATE_CONFLICT, EventType.STATE_COMMITTED),
        turn.folded().events().stream().map(OutboxEvent::type).toList());
  }

  @Test
  void conflict_withoutAVisibleRow_forgetsTheBaseline() {
    submit(ActionCommandBuilder.add(KEY, 2));
    var turn = foldedTurn();

    var step = handler.apply(turn, new VersionConflict(null, List.of()));

    assertSame(RetryAfterConflict.RETRY_AFTER_CONFLICT, step);
    assertSame(Baseline.NEW, handler.baseline(turn));
  }

  @Test
  void exhaustedRetries_giveUpWithTheConflictsAsEvents() {
    var command = ActionCommandBuilder.add(KEY, 2);
    submit(command);
    var turn = conflictingTurn();

    var giveUp = assertInstanceOf(GiveUp.class, handler.retriesExhausted(queue, turn));

    assertEquals(6, giveUp.turn().version());
    assertEquals(1, giveUp.turn().attempts());
    assertEquals(command, giveUp.turn().actions().getFirst().command());
    assertEquals(
        List.of(EventType.STATE_CONFLICT, EventType.REDUCER_GAVE_UP),
        giveUp.turn().events().stream().map(OutboxEvent::type).toList());
  }

  @Test
  void recordedGiveUp_completesTheActions() {
    var outcome = submit(ActionCommandBuilder.add(KEY, 2));
    var turn = conflictingTurn();
    var giveUp = assertInstanceOf(GiveUp.class, handler.retriesExhausted(queue, turn));
    assertTrue(!outcome.isDone());

    var step = handler.gaveUp(turn, giveUp.turn());

    assertSame(Done.DONE, step);
    assertEquals(new GaveUp(6, 1), outcome.join());
    assertEquals(1, count("purereducer.gave.up"));
  }

  @Test
  void exhaustedRetries_ofExpiredActions_failThemAndEndTheTurn() {
    var outcome = submit(ActionCommandBuilder.add(KEY, 2), System.nanoTime());
    var turn = conflictingTurn();

    var step = handler.retriesExhausted(queue, turn);

    assertSame(Done.DONE, step);
    assertUnavailable(outcome);
  }

  @Test
  void undecodableState_rejectsTheActionsInTheNextAttempt() {
    var outcome = submit(ActionCommandBuilder.add(KEY, 2));
    var turn = foldedTurn();
    var undecodable = new StoredState("counter", 1, 4, "[]", 1, HashChain.GENESIS, "{}");

    var step = handler.apply(turn, new VersionConflict(undecodable, List.of()));
    fold(turn);
    handler.apply(turn, Applied.APPLIED);

    assertSame(RetryNow.RETRY_NOW, step);
    assertEquals(new Rejected(4, Rejections.REDUCER_FAILED), outcome.join());
    assertEquals(0, capacity.actions());
  }

  @Test
  void stateOfANewerSchema_failsActionsWithADeadline() {
    var outcome = submit(ActionCommandBuilder.add(KEY, 2), System.nanoTime() + 60_000_000_000L);
    var turn = foldedTurn();
    var newer = new StoredState("counter", 1, 4, "{\"value\":4}", 99, HashChain.GENESIS, "{}");

    var step = handler.apply(turn, new VersionConflict(newer, List.of()));

    assertSame(Done.DONE, step);
    var failure = assertThrows(CompletionException.class, outcome::join).getCause();
    assertInstanceOf(NotDeployedException.class, failure);
    assertEquals(0, capacity.actions());
  }

  @Test
  void stateOfANewerSchema_postponesActionsWithoutADeadline_inOrder() {
    var outcomes = List.of(
        submit(ActionCommandBuilder.of(KEY, "counter", "{}").id("1").build()),
        submit(ActionCommandBuilder.of(KEY, "counter", "{}").id("2").build()));
    var newer = new StoredState("counter", 1, 4, "{\"value\":4}", 99, HashChain.GENESIS, "{}");

    handler.apply(foldedTurn(), new VersionConflict(newer, List.of()));
    boolean pauses = queue.cooldownMillis() > 0;
    queue.endTurn();

    assertTrue(pauses && outcomes.stream().noneMatch(CompletableFuture::isDone));
    assertEquals(
        List.of("1", "2"),
        foldedTurn().actions().stream().map(PendingAction::actionId).toList());
  }

  @Test
  void rejectedBatch_ofSeveralTurns_isolatesEach() {
    submit(ActionCommandBuilder.add(KEY, 2));
    var turn = foldedTurn();
    var other = new Turn("counter:2", turn.actions());

    handler.isolate(
        List.of(new InFlightTurn(queue, turn), new InFlightTurn(new KeyQueue("counter:2"), other)));

    assertTrue(turn.isIsolated() && other.isIsolated());
    assertNull(turn.actions().getFirst().rejection());
  }

  @Test
  void rejectedTurn_isHalvedAndItsLastActionRejected() {
    var outcomes = List.of(
        submit(ActionCommandBuilder.add(KEY, 1)),
        submit(ActionCommandBuilder.add(KEY, 2)),
        submit(ActionCommandBuilder.add(KEY, 3)));
    var turn = foldedTurn();
    var batch = List.of(new InFlightTurn(queue, turn));

    handler.isolate(batch);
    assertEquals(1, turn.actions().size());
    assertEquals(2, queue.waiting());

    handler.isolate(batch);
    assertSame(Rejections.UNSTORABLE, turn.actions().getFirst().rejection());

    handler.isolate(batch);
    assertTrue(turn.actions().isEmpty());
    assertEquals(new Rejected(0, Rejections.UNSTORABLE), outcomes.getFirst().join());
    assertTrue(!outcomes.getLast().isDone());
  }

  private CompletableFuture<Outcome> submit(ActionCommand command) {
    return submit(command, PendingAction.NO_DEADLINE);
  }

  private CompletableFuture<Outcome> submit(ActionCommand command, long deadlineNanos) {
    return Uni.createFrom()
        .<Outcome>emitter(caller -> {
          var action = new PendingAction(command, deadlineNanos, caller, null);
          capacity.tryAcquire(action);
          queue.add(action);
        })
        .subscribeAsCompletionStage();
  }

  private Turn foldedTurn() {
    var turn = queue.takeTurn(MAX_ACTIONS);
    fold(turn);
    return turn;
  }

  /** A turn that was folded from version 4 and found version 6. */
  private Turn conflictingTurn() {
    var turn = foldedTurn();
    handler.apply(turn, conflictAt(4));
    fold(turn);
    assertSame(RetryAfterConflict.RETRY_AFTER_CONFLICT, handler.apply(turn, conflictAt(6)));
    return turn;
  }

  private void fold(Turn turn) {
    planner.fold(queue, turn, handler.baseline(turn), Instant.EPOCH);
  }

  private static VersionConflict conflictAt(long version, PriorOutcome... prior) {
    var state = "{\"value\":" + version + "}";
    var current = new StoredState(
        "counter", 1, version, state, 1, HashChain.GENESIS, "{\"action_id\":\"other\"}");
    return new VersionConflict(current, List.of(prior));
  }

  private static PriorOutcome prior(ActionCommand command, Settled settled) {
    var hash = HashChain.actionHash(command.reducer(), command.type(), null, command.payload());
    return new PriorOutcome(command.actionId(), hash, settled);
  }

  private double count(String counter) {
    return registry.get(counter).counter().count();
  }

  private static void assertUnavailable(CompletableFuture<Outcome> outcome) {
    var failure = assertThrows(CompletionException.class, outcome::join);
    assertInstanceOf(StoreUnavailableException.class, failure.getCause());
  }
}
