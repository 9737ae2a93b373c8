package dev.purereducer.commit;

import dev.purereducer.commit.ActionFold.FoldDependencies;
import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.CanonicalStore.CommitResult.PriorOutcome;
import dev.purereducer.commit.CanonicalStore.CommitResult.StoredState;
import dev.purereducer.commit.CanonicalStore.CommitResult.VersionConflict;
import dev.purereducer.commit.CanonicalStore.ExhaustedTurn;
import dev.purereducer.commit.Outcome.GaveUp;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.hotkey.HotKeys.HotKeyWindow;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import dev.purereducer.reduce.Reduction.Rejection;
import dev.purereducer.runtime.FailureText;
import dev.purereducer.runtime.LogThrottle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Application of database results to turns: callers get their outcomes, the baseline is refreshed,
 * and the lane gets the turn's next step. One thread only.
 */
final class CommitResultHandler {
  private static final Logger LOG = Logger.getLogger(CommitResultHandler.class);

  private static final LogThrottle LOG_THROTTLE = new LogThrottle();
  private static final LogThrottle GIVE_UP_THROTTLE = new LogThrottle();

  private final FoldDependencies fold;
  private final BaselineCache baselines;
  private final LaneCapacity capacity;
  private final CommitMeters meters;
  private final HotKeyWindow hotKeys;
  private final Duration versionWait;

  CommitResultHandler(
      FoldDependencies fold,
      BaselineCache baselines,
      LaneCapacity capacity,
      CommitMeters meters,
      HotKeyWindow hotKeys,
      Duration versionWait) {
    this.fold = fold;
    this.baselines = baselines;
    this.capacity = capacity;
    this.meters = meters;
    this.hotKeys = hotKeys;
    this.versionWait = versionWait;
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
      complete(result.action(), result.outcome(turn.attempt()));
    }
    return NextStep.Done.DONE;
  }

  private NextStep notApplied(Turn turn, VersionConflict conflict) {
    long expected = turn.folded().from().version();
    var current = conflict.current();
    long found = current == null ? 0 : current.version();
    completeFromPriorOutcomes(turn, conflict.priorOutcomes());
    boolean newer = current != null && current.isNewerThan(fold.reducers());
    boolean decoded = !newer && refreshBaseline(turn, current);
    if (turn.actions().isEmpty()) {
      return NextStep.Done.DONE;
    }
    if (current != null && newer) {
      logUnreadable(turn, current, "can be read by newer instances only; actions from Kafka wait");
      var failure = new NotDeployedException(
          current.reducer(), current.reducerVersion(), current.schemaVersion());
      turn.postpone(versionWait).forEach(action -> fail(action, failure));
      return NextStep.Done.DONE;
    }
    if (!decoded) {
      turn.actions().forEach(action -> action.reject(Rejections.REDUCER_FAILED));
      return NextStep.RetryNow.RETRY_NOW;
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

  /** Takes over the database's newer state; false if its reducer cannot decode it. */
  private boolean refreshBaseline(Turn turn, @Nullable StoredState current) {
    if (current == null) {
      turn.refreshBaseline(null);
      baselines.remove(turn.workflowKey());
      return true;
    }
    try {
      var newest = fold.call().during(turn.actions(), () -> Baseline.of(current, fold.reducers()));
      turn.refreshBaseline(newest);
      baselines.put(turn.workflowKey(), newest);
      return true;
    } catch (Throwable e) {
      turn.refreshBaseline(Baseline.undecoded(current));
      baselines.remove(turn.workflowKey());
      logUnreadable(turn, current, "cannot be decoded: " + FailureText.of(e));
      return false;
    }
  }

  private static void logUnreadable(Turn turn, StoredState state, String problem) {
    if (LOG_THROTTLE.tryAcquire()) {
      LOG.errorf(
          "reducer=%s workflow_key=%s action_id=%s state %s",
          state.reducer(), turn.workflowKey(), firstActionId(turn), problem);
    }
  }

  private static String firstActionId(Turn turn) {
    return turn.actions().isEmpty() ? "" : turn.actions().getFirst().actionId();
  }

  private void recordConflict(Turn turn, long expected, long found) {
    meters.conflict();
    hotKeys.countConflict(turn.workflowKey());
    turn.recordConflict(TurnEvents.conflict(turn, expected, found, turn.folded().at()));
  }

  /** Completes actions that were committed or rejected before, and removes them from the turn. */
  private void completeFromPriorOutcomes(Turn turn, List<PriorOutcome> priorOutcomes) {
    if (priorOutcomes.isEmpty()) {
      return;
    }
    hotKeys.countActions(turn.workflowKey(), priorOutcomes.size());
    var outcomes = PriorOutcomes.of(turn, priorOutcomes);
    turn.actions().removeIf(action -> {
      var outcome = outcomes.get(action);
      if (outcome instanceof Outcome.Duplicate) {
        meters.dedupHit();
      }
      if (outcome != null) {
        complete(action, outcome);
      }
      return outcome != null;
    });
  }

  /** The next step of a turn whose last attempt has ended in a conflict. */
  NextStep retriesExhausted(KeyQueue queue, Turn turn) {
    failExpired(queue);
    if (turn.actions().isEmpty()) {
      return NextStep.Done.DONE;
    }
    long version = baseline(turn).version();
    int attempts = turn.conflicts().size();
    long exhausted = GIVE_UP_THROTTLE.countAndTryAcquire();
    if (exhausted > 0) {
      LOG.warnf(
          "workflow_key=%s version=%d attempt=%d turns=%d retries exhausted after version conflicts;"
              + " turns counts all since the last such line",
          turn.workflowKey(), version, attempts, exhausted);
    }
    var at = turn.folded().at();
    List<OutboxEvent> events = new ArrayList<>(turn.conflicts());
    events.add(TurnEvents.gaveUp(turn, version, attempts, at));
    return new NextStep.GiveUp(new ExhaustedTurn(
        turn.giveUpId(),
        turn.workflowKey(),
        version,
        attempts,
        List.copyOf(turn.actions()),
        events,
        at));
  }

  /** Completes the turn's actions, now that the give-up is recorded. */
  NextStep gaveUp(Turn turn, ExhaustedTurn recorded) {
    meters.gaveUp(turn.actions().size(), recorded.attempts());
    var outcome = new GaveUp(recorded.version(), recorded.attempts());
    turn.actions().forEach(action -> complete(action, outcome));
    return NextStep.Done.DONE;
  }

  /**
   * Narrows down the action at fault in a batch that cannot be stored: each turn gets its own
   * statement, and a turn that fails alone is halved until one action is left.
   */
  void isolate(List<LaneQueues.InFlightTurn> batch) {
    batch.forEach(inFlight -> inFlight.turn().isolate());
    if (batch.size() == 1) {
      narrow(batch.getFirst().queue(), batch.getFirst().turn(), Rejections.UNSTORABLE);
    }
  }

  /** Halves a turn that failed as a whole; a single action is rejected, or else dropped from it. */
  void narrow(KeyQueue queue, Turn turn, Rejection reason) {
    var actions = turn.actions();
    if (actions.isEmpty()) {
      return;
    }
    var first = actions.getFirst();
    if (actions.size() > 1) {
      queue.returnTail(turn, actions.size() / 2);
    } else if (first.rejection() == null) {
      first.reject(reason);
    } else {
      // The rejection cannot be stored either, so it is not recorded.
      actions.clear();
      if (turn.unresolvedAttempt() == null) {
        complete(first, new Rejected(baseline(turn).version(), reason));
      } else {
        fail(first, "the action failed, and it is unknown whether it was committed");
      }
    }
  }

  /** Fails the turn's actions after an unexpected failure of the lane itself. */
  NextStep failTurn(Turn turn, Throwable failure) {
    LOG.errorf(
        "workflow_key=%s action_id=%s turn failed: %s",
        turn.workflowKey(), firstActionId(turn), FailureText.of(failure));
    baselines.remove(turn.workflowKey());
    failAll(turn, "the action failed, and it is unknown whether it was committed");
    return NextStep.Done.DONE;
  }

  void failExpired(KeyQueue queue) {
    var expired = queue.removeExpired(System.nanoTime());
    while (!expired.isEmpty()) {
      for (var action : expired) {
        fail(action, "the database did not respond in time");
      }
      expired = queue.removeExpired(System.nanoTime()); // those that the first ones hold back
    }
  }

  /** Fails actions that must not overtake an earlier one of their sender. */
  void failHeldBack(List<PendingAction> actions) {
    for (var action : actions) {
      if (!action.isSettled()) {
        capacity.release(action);
        action.failAsEarlier();
      }
    }
  }

  private void failAll(Turn turn, String message) {
    turn.actions().forEach(action -> fail(action, message));
  }

  private void complete(PendingAction action, Outcome outcome) {
    if (!action.isSettled()) {
      capacity.release(action);
      action.complete(outcome);
    }
  }

  private void fail(PendingAction action, String message) {
    fail(action, new StoreUnavailableException(message));
  }

  private void fail(PendingAction action, RuntimeException failure) {
    if (!action.isSettled()) {
      capacity.release(action);
      action.fail(failure);
    }
  }
}
