package dev.purereducer.commit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The actions of one key that wait, and the one turn that is under way. One thread only. */
final class KeyQueue {
  /** A key whose actions fail takes at most a tenth of its lane's time to fold. */
  private static final long COOLDOWN_FACTOR = 9;

  private static final long MAX_COOLDOWN_MILLIS = 100;

  private final String workflowKey;
  private final Deque<PendingAction> waiting = new ArrayDeque<>();
  private @Nullable Turn turn;
  private boolean ready;

  /** Actions of the next turn: few after trouble, and twice as many after each turn without. */
  private int limit = Integer.MAX_VALUE;

  private boolean narrowed;

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

  void add(PendingAction entry) {
    waiting.add(entry);
  }

  /** Whether it stands in the lane's list of keys to be served. */
  boolean isReady() {
    return ready;
  }

  void ready(boolean now) {
    ready = now;
  }

  @Nullable
  Turn turn() {
    return turn;
  }

  /** The turn to go on with, or a new one of at most {@code most} actions; null when none waits. */
  @Nullable
  Turn takeTurn(int most) {
    if (turn == null && !waiting.isEmpty()) {
      int room = Math.min(Math.min(most, limit), waiting.size());
      List<PendingAction> entries = new ArrayList<>(room);
      while (entries.size() < room) {
        entries.add(waiting.remove());
      }
      turn = new Turn(workflowKey, entries);
    }
    return turn;
  }

  void endTurn() {
    turn = null;
    hadFailure = false;
    foldNanos = 0;
    if (!narrowed) {
      limit = limit > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : limit * 2;
    }
    narrowed = false;
  }

  /** Gives the actions of the turn from {@code keep} on back to the head of the queue. */
  void returnTail(Turn shortened, int keep) {
    var tail = shortened.entries().subList(keep, shortened.entries().size());
    for (var entry : tail.reversed()) {
      waiting.addFirst(entry);
    }
    tail.clear();
    limitNextTurn(keep);
  }

  private void limitNextTurn(int to) {
    limit = Math.max(1, to);
    narrowed = true;
  }

  /** The next turn takes one action: bad ones cost the others of the lane one at a time. */
  void penalise() {
    limitNextTurn(1);
    hadFailure = true;
  }

  /** How long the lane was busy with the turn. */
  void folded(long nanos) {
    foldNanos += nanos;
  }

  /** How long the key must wait after this turn, that the others get their share of the lane. */
  long cooldownMillis() {
    long nanos = hadFailure ? foldNanos * COOLDOWN_FACTOR : 0;
    return Math.min(MAX_COOLDOWN_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  boolean isCoolingDown() {
    return coolingDown;
  }

  void coolingDown(boolean now) {
    coolingDown = now;
  }

  /** Whether a look at everyone is worth it: who came first has waited longest. */
  boolean mayHaveExpired(long nowNanos) {
    var eldest = waiting.peekFirst();
    return turn != null || (eldest != null && eldest.isExpired(nowNanos));
  }

  /** Takes out whoever has waited too long. */
  List<PendingAction> removeExpired(long nowNanos) {
    List<PendingAction> expired = new ArrayList<>();
    if (turn != null) {
      drainExpired(turn.entries(), nowNanos, expired);
    }
    drainExpired(waiting, nowNanos, expired);
    return expired;
  }

  private static void drainExpired(
      Collection<PendingAction> from, long nowNanos, List<PendingAction> expired) {
    from.removeIf(entry -> entry.isExpired(nowNanos) && expired.add(entry));
  }
}
