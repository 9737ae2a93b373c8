package dev.purereducer.commit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The queued actions of one workflow, and its turn in flight. One thread only. */
final class KeyQueue {
  /** With a cooldown of nine times its fold, a failing key takes a tenth of the lane's time. */
  private static final long COOLDOWN_FACTOR = 9;

  private static final long MAX_COOLDOWN_MILLIS = 1_000;

  /** The time between two attempts of a workflow that only another instance can read. */
  private static final long POSTPONED_MILLIS = 1_000;

  private final String workflowKey;
  private final Deque<PendingAction> waiting = new ArrayDeque<>();
  private final List<PendingAction> heldBack = new ArrayList<>();
  private @Nullable Turn turn;
  private boolean ready;

  /** Actions of the next turn: reduced by failures, doubled by each turn without one. */
  private int turnLimit = Integer.MAX_VALUE;

  private boolean turnLimited;

  private boolean hadFailure;
  private boolean coolingDown;
  private long foldNanos;

  KeyQueue(String workflowKey) {
    this.workflowKey = workflowKey;
  }

  String workflowKey() {
    return workflowKey;
  }

  int waiting() {
    return waiting.size();
  }

  boolean isEmpty() {
    return turn == null && waiting.isEmpty();
  }

  void add(PendingAction action) {
    waiting.add(action);
  }

  /** Whether the queue is among the lane's ready queues. */
  boolean isReady() {
    return ready;
  }

  void ready(boolean isReady) {
    ready = isReady;
  }

  @Nullable
  Turn turn() {
    return turn;
  }

  /** The turn in flight, or a new one of at most {@code maxActions}; null if the queue is empty. */
  @Nullable
  Turn takeTurn(int maxActions) {
    if (turn == null && !waiting.isEmpty()) {
      int size = Math.min(Math.min(maxActions, turnLimit), waiting.size());
      List<PendingAction> actions = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        var action = waiting.remove();
        (action.isHeldBack() ? heldBack : actions).add(action);
      }
      turn = new Turn(workflowKey, actions);
    }
    return turn;
  }

  /** Removes the actions that were left out of turns, because an earlier one of their sender failed. */
  List<PendingAction> takeHeldBack() {
    if (heldBack.isEmpty()) {
      return List.of();
    }
    var taken = List.copyOf(heldBack);
    heldBack.clear();
    return taken;
  }

  /** Actions of a postponed turn return to the head of the queue. */
  void endTurn() {
    if (turn != null) {
      turn.endRetry();
      if (turn.isPostponed()) {
        turn.actions().reversed().forEach(waiting::addFirst);
      }
    }
    turn = null;
    hadFailure = false;
    foldNanos = 0;
    if (!turnLimited) {
      turnLimit = turnLimit > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : turnLimit * 2;
    }
    turnLimited = false;
  }

  /** Returns all but the first {@code keep} actions of the turn to the head of the queue. */
  void returnTail(Turn shortened, int keep) {
    var tail = shortened.actions().subList(keep, shortened.actions().size());
    for (var action : tail.reversed()) {
      waiting.addFirst(action);
    }
    tail.clear();
    limitNextTurn(keep);
  }

  private void limitNextTurn(int actions) {
    turnLimit = Math.max(1, actions);
    turnLimited = true;
  }

  /** Limits the next turn to one action, and lets the key cool down after this one. */
  void penalise() {
    limitNextTurn(1);
    hadFailure = true;
  }

  /** Adds time that the lane has spent on folding the turn. */
  void addFoldNanos(long nanos) {
    foldNanos += nanos;
  }

  /** The pause after a turn that failed or is postponed, so that other keys get their share of the lane. */
  long cooldownMillis() {
    if (turn != null && turn.isPostponed()) {
      return POSTPONED_MILLIS;
    }
    long nanos = hadFailure ? foldNanos * COOLDOWN_FACTOR : 0;
    return Math.min(MAX_COOLDOWN_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  boolean isCoolingDown() {
    return coolingDown;
  }

  void coolingDown(boolean isCoolingDown) {
    coolingDown = isCoolingDown;
  }

  /** Cheap check without a turn: the oldest action is the first to expire. */
  boolean mayHaveExpired(long nowNanos) {
    var oldest = waiting.peekFirst();
    return turn != null || (oldest != null && oldest.isExpired(nowNanos));
  }

  /** Removes the actions that are past their deadline or held back, also from the turn. */
  List<PendingAction> removeExpired(long nowNanos) {
    List<PendingAction> expired = new ArrayList<>();
    if (turn != null) {
      drainExpired(turn.actions(), nowNanos, expired);
    }
    drainExpired(waiting, nowNanos, expired);
    return expired;
  }

  /** The earliest deadline of the queued actions and of the turn's; NO_DEADLINE if none has one. */
  long earliestDeadline() {
    long earliest = PendingAction.NO_DEADLINE;
    if (turn != null) {
      for (var action : turn.actions()) {
        earliest = earlier(earliest, action);
      }
    }
    for (var action : waiting) {
      earliest = earlier(earliest, action);
    }
    return earliest;
  }

  private static long earlier(long deadlineNanos, PendingAction action) {
    boolean isEarlier = !action.hasNoDeadline()
        && (deadlineNanos == PendingAction.NO_DEADLINE
            || action.deadlineNanos() - deadlineNanos < 0);
    return isEarlier ? action.deadlineNanos() : deadlineNanos;
  }

  private static void drainExpired(
      Collection<PendingAction> from, long nowNanos, List<PendingAction> expired) {
    from.removeIf(
        action -> (action.isExpired(nowNanos) || action.isHeldBack()) && expired.add(action));
  }
}
