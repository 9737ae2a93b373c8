package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.commit.Outcome.Settled;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.hotkey.HotKeyWindow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns the store's answers into outcomes, and into what a turn does next. One thread only. */
final class CommitResultHandler {
  private static final Logger LOG = Logger.getLogger(CommitResultHandler.class);

  private final Lane lane;
  private final LaneCapacity load;
  private final LaneDependencies parts;
  private final BaselineCache baselines;
  private final RetriesExhausted giveUp;
  private final HotKeyWindow hotKeys;

  CommitResultHandler(Lane lane, LaneCapacity load, LaneDependencies parts) {
    this.lane = lane;
    this.load = load;
    this.parts = parts;
    this.baselines =
        new BaselineCache(HeapBudget.ofLane(parts.config().baselineBytes(), parts.config()));
    this.giveUp = new RetriesExhausted(lane, this, parts);
    this.hotKeys = parts.hotKeys().newWindow();
  }

  /** What the lane's keys cost it. */
  HotKeyWindow hotKeys() {
    return hotKeys;
  }

  /** What to fold a turn from: what the store last said, else what is remembered, else nothing. */
  Baseline baseline(Turn turn) {
    var told = turn.refreshedBaseline();
    if (told != null) {
      return told;
    }
    var cached = baselines.get(turn.workflowKey());
    return cached == null ? Baseline.NEW : cached;
  }

  void settle(Lane.InFlightTurn sent, CommitResult answer) {
    switch (answer) {
      case CommitResult.Applied _ -> won(sent);
      case CommitResult.VersionConflict lost -> lost(sent, lost);
    }
  }

  private void won(Lane.InFlightTurn sent) {
    var turn = sent.turn();
    var folded = turn.folded();
    hotKeys.countActions(turn.workflowKey(), turn.entries().size());
    if (folded.changesState()) {
      baselines.put(turn.workflowKey(), folded.next());
      long moved = folded.next().version() - folded.from().version();
      parts.meters().committed((int) moved, turn.attempt());
    }
    for (var verdict : folded.results()) {
      complete(verdict.entry(), outcome(verdict, turn.attempt()));
    }
    end(sent);
  }

  private static Outcome outcome(FoldResult verdict, int attempts) {
    return switch (verdict) {
      case FoldResult.AcceptedAction take ->
        new Committed(take.version(), attempts, take.stateText());
      case FoldResult.RejectedAction refuse -> new Rejected(refuse.version(), refuse.reason());
      case FoldResult.FailedPrecondition miss ->
        new Outcome.PreconditionFailed(miss.version(), miss.failed());
      case FoldResult.DuplicateInTurn repeat -> repeated(repeat, attempts);
    };
  }

  private static Outcome repeated(FoldResult.DuplicateInTurn repeat, int attempts) {
    var first = outcome(repeat.first(), attempts);
    if (!(first instanceof Settled settled)) {
      return first;
    }
    boolean same =
        Arrays.equals(repeat.entry().payloadHash(), repeat.first().entry().payloadHash());
    return same ? new Duplicate(settled) : new Rejected(settled.version(), Rejections.ID_REUSED);
  }

  private void lost(Lane.InFlightTurn sent, CommitResult.VersionConflict lost) {
    var turn = sent.turn();
    long expected = turn.folded().from().version();
    long found = lost.current() == null ? 0 : lost.current().version();
    answerSeen(turn, lost.priorOutcomes());
    if (!refreshBaseline(sent, lost.current())) {
      return;
    }
    if (turn.entries().isEmpty()) {
      end(sent);
    } else if (found == expected && !lost.priorOutcomes().isEmpty()) {
      lane.enqueueReady(sent.queue());
    } else if (expected == 0 && turn.attempt() == 1 && lost.current() != null) {
      parts.meters().baselineMiss();
      lane.enqueueReady(sent.queue());
    } else {
      lostRace(sent, expected, found);
    }
  }

  /** Takes over what the store knows of the workflow; false when this instance cannot read it. */
  private boolean refreshBaseline(Lane.InFlightTurn sent, @Nullable StoredState current) {
    var turn = sent.turn();
    if (current == null) {
      turn.refreshBaseline(null);
      baselines.remove(turn.workflowKey());
      return true;
    }
    try {
      var newest = Baseline.of(current, parts.reducers());
      turn.refreshBaseline(newest);
      baselines.put(turn.workflowKey(), newest);
      return true;
    } catch (RuntimeException e) {
      // A state written by a newer version of the service, or damaged: not for this instance.
      LOG.errorf("workflow_key=%s unreadable state: %s", turn.workflowKey(), e);
      failTurn(sent, "the state of this workflow cannot be read by this instance");
      return false;
    }
  }

  private void lostRace(Lane.InFlightTurn sent, long expected, long found) {
    var turn = sent.turn();
    var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    parts.meters().conflict();
    hotKeys.countConflict(turn.workflowKey());
    turn.conflicts().add(TurnEvents.conflict(turn, expected, found, at));
    turn.recordConflict();
    var retry = turn.retry();
    if (retry != null) {
      turn.setRetryEmitter(null);
      retry.fail(ConflictRetry.ConflictSignal.SIGNAL);
      return;
    }
    parts
        .retry()
        .retryAfterConflict(emitter -> lane.onLane(() -> {
          turn.setRetryEmitter(emitter);
          lane.enqueueReady(sent.queue());
        }))
        .subscribe()
        .with(_ -> {}, _ -> lane.onLane(() -> giveUp.giveUp(sent)));
  }

  /** Answers the actions that were settled before, and takes them out of the turn. */
  private void answerSeen(Turn turn, List<CommitResult.PriorOutcome> seen) {
    if (seen.isEmpty()) {
      return;
    }
    hotKeys.countActions(turn.workflowKey(), seen.size());
    Map<String, CommitResult.PriorOutcome> byId = new HashMap<>();
    seen.forEach(one -> byId.put(one.actionId(), one));
    var before = doubtfulVerdicts(turn);
    turn.entries().removeIf(entry -> {
      var known = byId.get(entry.actionId());
      if (known != null) {
        complete(entry, seenOutcome(entry, known, before));
      }
      return known != null;
    });
  }

  private Outcome seenOutcome(
      PendingAction entry, CommitResult.PriorOutcome seen, Map<PendingAction, FoldResult> before) {
    if (!Arrays.equals(entry.payloadHash(), seen.payloadHash())) {
      return new Rejected(seen.settled().version(), Rejections.ID_REUSED);
    }
    if (before.get(entry) instanceof FoldResult.AcceptedAction take
        && take.version() == seen.settled().version()) {
      return new Committed(take.version(), 1, take.stateText());
    }
    parts.meters().dedupHit();
    return new Duplicate(seen.settled());
  }

  /** What this turn's unanswered try would have made of its actions, should it have committed. */
  private static Map<PendingAction, FoldResult> doubtfulVerdicts(Turn turn) {
    Map<PendingAction, FoldResult> verdicts = new HashMap<>();
    var doubtful = turn.unresolvedAttempt();
    if (doubtful != null) {
      doubtful.results().forEach(verdict -> verdicts.put(verdict.entry(), verdict));
    }
    return verdicts;
  }

  /** Each turn gets a statement of its own; the one at fault is halved down to its bad action. */
  void isolate(List<Lane.InFlightTurn> batch) {
    batch.forEach(sent -> sent.turn().isolate());
    if (batch.size() > 1) {
      return;
    }
    var sent = batch.getFirst();
    var entries = sent.turn().entries();
    var first = entries.getFirst();
    if (entries.size() > 1) {
      sent.queue().returnTail(sent.turn(), entries.size() / 2);
    } else if (first.rejection() == null) {
      first.reject(Rejections.UNSTORABLE);
    } else {
      // Not even the refusal can be recorded.
      entries.clear();
      complete(first, new Rejected(sent.turn().folded().from().version(), Rejections.UNSTORABLE));
    }
  }

  void failExpired(KeyQueue queue) {
    for (var entry : queue.removeExpired(System.nanoTime())) {
      fail(entry, "the store did not answer in time");
    }
  }

  void failTurn(Lane.InFlightTurn sent, String message) {
    sent.turn().entries().forEach(entry -> fail(entry, message));
    end(sent);
  }

  void complete(PendingAction entry, Outcome outcome) {
    load.release(entry);
    entry.complete(outcome);
  }

  private void fail(PendingAction entry, String message) {
    load.release(entry);
    entry.fail(new StoreUnavailableException(message));
  }

  void end(Lane.InFlightTurn sent) {
    var retry = sent.turn().retry();
    if (retry != null) {
      sent.turn().setRetryEmitter(null);
      retry.complete(null);
    }
    lane.endTurn(sent.queue());
  }
}
