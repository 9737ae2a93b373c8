package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.CanonicalStore.CommitResult.PriorOutcome;
import dev.purereducer.commit.CanonicalStore.CommitResult.StoredState;
import dev.purereducer.commit.CanonicalStore.CommitResult.VersionConflict;
import dev.purereducer.commit.CanonicalStore.ExhaustedTurn;
import dev.purereducer.commit.FoldedTurn.FoldResult;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.GaveUp;
import dev.purereducer.commit.Outcome.PreconditionFailed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.commit.Outcome.Settled;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.hotkey.HotKeys.HotKeyWindow;
import dev.purereducer.reduce.Reducers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Application of database results to turns: callers get their outcomes, the baseline is refreshed,
 * and the lane gets the turn's next step. One thread only.
 */
final class CommitResultHandler {
  private static final Logger LOG = Logger.getLogger(CommitResultHandler.class);

  private final Reducers reducers;
  private final BaselineCache baselines;
  private final LaneCapacity capacity;
  private final CommitMeters meters;
  private final HotKeyWindow hotKeys;

  CommitResultHandler(
      Reducers reducers,
      BaselineCache baselines,
      LaneCapacity capacity,
      CommitMeters meters,
      HotKeyWindow hotKeys) {
    this.reducers = reducers;
    this.baselines = baselines;
    this.capacity = capacity;
    this.meters = meters;
    this.hotKeys = hotKeys;
  }

  /** The state to fold from: the database's last response, else the cached one, else version 0. */
  Baseline baseline(Turn turn) {
    var refreshed = turn.refreshedBaseline();
    if (refreshed != null) {
      return refreshed;
    }
    var cached = baselines.get(turn.workflowKey());
    return cached == null ? Baseline.NEW : cached;
  }

  NextStep apply(Turn turn, CommitResult result) {
    return switch (result) {
      case CommitResult.Applied _ -> applied(turn);
      case VersionConflict conflict -> notApplied(turn, conflict);
    };
  }

  private NextStep applied(Turn turn) {
    var folded = turn.folded();
    hotKeys.countActions(turn.workflowKey(), turn.actions().size());
    if (folded.changesState()) {
      baselines.put(turn.workflowKey(), folded.next());
      long versions = folded.next().version() - folded.from().version();
      meters.committed((int) versions, turn.attempt());
    }
    for (var result : folded.results()) {
      complete(result.action(), outcome(result, turn.attempt()));
    }
    return NextStep.Done.DONE;
  }

  private static Outcome outcome(FoldResult result, int attempts) {
    return switch (result) {
      case FoldResult.AcceptedAction accepted ->
        new Committed(accepted.version(), attempts, accepted.stateText());
      case FoldResult.RejectedAction rejected ->
        new Rejected(rejected.version(), rejected.reason());
      case FoldResult.FailedPrecondition unmet ->
        new PreconditionFailed(unmet.version(), unmet.failed());
      case FoldResult.DuplicateInTurn duplicate -> duplicateOutcome(duplicate, attempts);
    };
  }

  private static Outcome duplicateOutcome(FoldResult.DuplicateInTurn duplicate, int attempts) {
    var first = outcome(duplicate.first(), attempts);
    if (!(first instanceof Settled settled)) {
      return first;
    }
    boolean samePayload = Arrays.equals(
        duplicate.action().payloadHash(), duplicate.first().action().payloadHash());
    return samePayload
        ? new Duplicate(settled)
        : new Rejected(settled.version(), Rejections.ID_REUSED);
  }

  private NextStep notApplied(Turn turn, VersionConflict conflict) {
    long expected = turn.folded().from().version();
    var current = conflict.current();
    long found = current == null ? 0 : current.version();
    completeFromPriorOutcomes(turn, conflict.priorOutcomes());
    if (!refreshBaseline(turn, current)) {
      failAll(turn, "the state of this workflow cannot be read by this instance");
      return NextStep.Done.DONE;
    }
    if (turn.actions().isEmpty()) {
      return NextStep.Done.DONE;
    }
    if (found == expected && !conflict.priorOutcomes().isEmpty()) {
      return NextStep.RetryNow.RETRY_NOW;
    }
    if (expected == 0 && turn.attempt() == 1 && current != null) {
      meters.baselineMiss();
      return NextStep.RetryNow.RETRY_NOW;
    }
    recordConflict(turn, expected, found);
    return NextStep.RetryAfterConflict.RETRY_AFTER_CONFLICT;
  }

  /** Takes over the database's newer state; false if this instance cannot read it. */
  private boolean refreshBaseline(Turn turn, @Nullable StoredState current) {
    if (current == null) {
      turn.refreshBaseline(null);
      baselines.remove(turn.workflowKey());
      return true;
    }
    try {
      var newest = Baseline.of(current, reducers);
      turn.refreshBaseline(newest);
      baselines.put(turn.workflowKey(), newest);
      return true;
    } catch (RuntimeException e) {
      // Written by a newer version of the service, or damaged: other instances may read it.
      LOG.errorf("workflow_key=%s unreadable state: %s", turn.workflowKey(), e);
      return false;
    }
  }

  private void recordConflict(Turn turn, long expected, long found) {
    meters.conflict();
    hotKeys.countConflict(turn.workflowKey());
    turn.recordConflict(TurnEvents.conflict(turn, expected, found, now()));
  }

  /** Completes actions that were committed or rejected before, and removes them from the turn. */
  private void completeFromPriorOutcomes(Turn turn, List<PriorOutcome> priorOutcomes) {
    if (priorOutcomes.isEmpty()) {
      return;
    }
    hotKeys.countActions(turn.workflowKey(), priorOutcomes.size());
    Map<String, PriorOutcome> byId = new HashMap<>();
    priorOutcomes.forEach(prior -> byId.put(prior.actionId(), prior));
    var unresolved = unresolvedResults(turn);
    turn.actions().removeIf(action -> {
      var prior = byId.get(action.actionId());
      if (prior != null) {
        complete(action, outcome(action, prior, unresolved.get(action)));
      }
      return prior != null;
    });
  }

  /** {@code unresolved} is the action's result in an attempt whose response was lost. */
  private Outcome outcome(
      PendingAction action, PriorOutcome prior, @Nullable FoldResult unresolved) {
    if (!Arrays.equals(action.payloadHash(), prior.payloadHash())) {
      return new Rejected(prior.settled().version(), Rejections.ID_REUSED);
    }
    if (unresolved instanceof FoldResult.AcceptedAction accepted
        && accepted.version() == prior.settled().version()) {
      return new Committed(accepted.version(), 1, accepted.stateText());
    }
    meters.dedupHit();
    return new Duplicate(prior.settled());
  }

  private static Map<PendingAction, FoldResult> unresolvedResults(Turn turn) {
    Map<PendingAction, FoldResult> results = new HashMap<>();
    var unresolved = turn.unresolvedAttempt();
    if (unresolved != null) {
      unresolved.results().forEach(result -> results.put(result.action(), result));
    }
    return results;
  }

  /** The next step of a turn whose last attempt has ended in a conflict. */
  NextStep retriesExhausted(KeyQueue queue, Turn turn) {
    failExpired(queue);
    if (turn.actions().isEmpty()) {
      return NextStep.Done.DONE;
    }
    long version = baseline(turn).version();
    int attempts = turn.conflicts().size();
    LOG.warnf(
        "workflow_key=%s version=%d attempt=%d retries exhausted after version conflicts",
        turn.workflowKey(), version, attempts);
    var at = now();
    List<OutboxEvent> events = new ArrayList<>(turn.conflicts());
    events.add(TurnEvents.gaveUp(turn, version, attempts, at));
    return new NextStep.GiveUp(new ExhaustedTurn(
        turn.workflowKey(), version, attempts, List.copyOf(turn.actions()), events, at));
  }

  /** Completes the turn's actions, now that the give-up is recorded. */
  NextStep gaveUp(Turn turn, ExhaustedTurn recorded) {
    meters.gaveUp(turn.actions().size(), recorded.attempts());
    var outcome = new GaveUp(recorded.version(), recorded.attempts());
    turn.actions().forEach(action -> complete(action, outcome));
    return NextStep.Done.DONE;
  }

  /**
   * Narrows down the action at fault in a batch that the database rejected: each turn gets its own
   * statement, and a turn that is rejected alone is halved until one action is left.
   */
  void isolate(List<LaneQueues.InFlightTurn> batch) {
    batch.forEach(inFlight -> inFlight.turn().isolate());
    if (batch.size() > 1) {
      return;
    }
    var turn = batch.getFirst().turn();
    var actions = turn.actions();
    var first = actions.getFirst();
    if (actions.size() > 1) {
      batch.getFirst().queue().returnTail(turn, actions.size() / 2);
    } else if (first.rejection() == null) {
      first.reject(Rejections.UNSTORABLE);
    } else {
      // The database does not accept the rejection's row either, so it is not recorded.
      actions.clear();
      complete(first, new Rejected(turn.folded().from().version(), Rejections.UNSTORABLE));
    }
  }

  void failExpired(KeyQueue queue) {
    for (var action : queue.removeExpired(System.nanoTime())) {
      fail(action, "the database did not respond in time");
    }
  }

  private void failAll(Turn turn, String message) {
    turn.actions().forEach(action -> fail(action, message));
  }

  private void complete(PendingAction action, Outcome outcome) {
    capacity.release(action);
    action.complete(outcome);
  }

  private void fail(PendingAction action, String message) {
    capacity.release(action);
    action.fail(new StoreUnavailableException(message));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
