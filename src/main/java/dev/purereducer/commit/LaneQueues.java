package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.runtime.FailureText;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The queues of a lane's keys, and the order in which they are served. One thread only. */
final class LaneQueues {
  /** A turn of a batch, with the queue that it was taken from. */
  record InFlightTurn(KeyQueue queue, Turn turn) {
    /** Whether its statement, with this result, wrote rows into the outbox. */
    boolean wroteEvents(@Nullable CommitResult result) {
      return result instanceof CommitResult.Applied && !turn.folded().events().isEmpty();
    }
  }

  private static final Logger LOG = Logger.getLogger(LaneQueues.class);

  private final CommitConfig config;
  private final InstantSource clock;
  private final TurnPlanner planner;
  private final CommitResultHandler results;
  private final Map<String, KeyQueue> byKey = new HashMap<>();
  private final Deque<KeyQueue> ready = new ArrayDeque<>();

  LaneQueues(
      CommitConfig config, InstantSource clock, TurnPlanner planner, CommitResultHandler results) {
    this.config = config;
    this.clock = clock;
    this.planner = planner;
    this.results = results;
  }

  /** The queue of the key, created if there is none. */
  KeyQueue of(String workflowKey) {
    return byKey.computeIfAbsent(workflowKey, KeyQueue::new);
  }

  void remove(KeyQueue queue) {
    byKey.remove(queue.workflowKey());
  }

  int keys() {
    return byKey.size();
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  boolean hasReady() {
    return !ready.isEmpty();
  }

  /**
   * Puts the queue, if it is not among them, behind those that the next batch takes a turn from.
   */
  void markReady(KeyQueue queue) {
    if (!queue.isReady()) {
      queue.ready(true);
      ready.addLast(queue);
    }
  }

  /** Puts the turns of a failed batch in front of all others, in the same order. */
  void markReadyFirst(List<InFlightTurn> batch) {
    for (var inFlight : batch.reversed()) {
      inFlight.queue().ready(true);
      ready.addFirst(inFlight.queue());
    }
  }

  void failExpired() {
    byKey.values().forEach(results::failExpired);
  }

  /** The earliest deadline of all actions; NO_DEADLINE if none has one. */
  long earliestDeadline() {
    long earliest = PendingAction.NO_DEADLINE;
    for (var queue : byKey.values()) {
      long ofQueue = queue.earliestDeadline();
      if (earliest == PendingAction.NO_DEADLINE
          || (ofQueue != PendingAction.NO_DEADLINE && ofQueue - earliest < 0)) {
        earliest = ofQueue;
      }
    }
    return earliest;
  }

  /** The folded turns of the next statement, within the bounds of a batch; empty if all expired. */
  List<InFlightTurn> nextBatch() {
    List<InFlightTurn> batch = new ArrayList<>();
    int actions = 0;
    long bytes = 0;
    var at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    while (hasReady()
        && batch.size() < config.maxBatchKeys()
        && actions < config.maxBatchActions()
        && bytes < config.maxBatchBytes().asLongValue()) {
      var queue = ready.getFirst();
      var turn = nextTurn(queue);
      if (turn != null && turn.isIsolated() && !batch.isEmpty()) {
        break;
      }
      ready.removeFirst();
      queue.ready(false);
      if (turn == null) {
        remove(queue);
        continue;
      }
      if (!fold(queue, turn, at)) {
        markReady(queue);
        continue;
      }
      batch.add(new InFlightTurn(queue, turn));
      actions += turn.actions().size();
      bytes += turn.folded().bytes();
      if (turn.isIsolated()) {
        break;
      }
    }
    return batch;
  }

  /** Folds the turn; false if that failed, and the turn was narrowed down to the action at fault. */
  private boolean fold(KeyQueue queue, Turn turn, Instant at) {
    try {
      planner.fold(queue, turn, results.baseline(turn), at);
      return true;
    } catch (Throwable failure) {
      LOG.warnf(
          "workflow_key=%s action_id=%s fold failed: %s",
          turn.workflowKey(), turn.actions().getFirst().actionId(), FailureText.of(failure));
      results.narrow(queue, turn, Rejections.REDUCER_FAILED);
      return false;
    }
  }

  /** The queue's turn without expired actions; null if nothing is left in the queue. */
  private @Nullable Turn nextTurn(KeyQueue queue) {
    if (queue.mayHaveExpired(System.nanoTime())) {
      results.failExpired(queue);
    }
    var turn = takeTurn(queue);
    while (turn != null && turn.actions().isEmpty()) {
      queue.endTurn();
      turn = takeTurn(queue);
    }
    return turn;
  }

  private @Nullable Turn takeTurn(KeyQueue queue) {
    var turn = queue.takeTurn(config.maxTurnActions());
    results.failHeldBack(queue.takeHeldBack());
    return turn;
  }
}
