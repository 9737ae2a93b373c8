package dev.purereducer.commit;

import dev.purereducer.commit.ConflictRetry.VersionConflictException;
import dev.purereducer.event.OutboxEvent;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The queued actions of one workflow that are committed together, until each has its outcome. One
 * thread only.
 */
final class Turn {
  private final String workflowKey;
  private final List<PendingAction> actions;
  private final List<OutboxEvent> conflicts = new ArrayList<>();

  /** The database's last response; the lane's cache may have evicted it. */
  private @Nullable Baseline refreshedBaseline;

  private @Nullable FoldedTurn folded;

  private @Nullable FoldedTurn unresolvedAttempt;

  private @Nullable UniEmitter<? super Void> retry;

  private boolean isolated;

  private @Nullable UUID giveUpId;

  private boolean postponed;

  Turn(String workflowKey, List<PendingAction> actions) {
    this.workflowKey = workflowKey;
    this.actions = new ArrayList<>(actions);
  }

  String workflowKey() {
    return workflowKey;
  }

  /** The actions without an outcome, in order; mutable. */
  List<PendingAction> actions() {
    return actions;
  }

  /** One event per conflict so far; they are published when the turn ends. */
  List<OutboxEvent> conflicts() {
    return conflicts;
  }

  void recordConflict(OutboxEvent event) {
    conflicts.add(event);
  }

  /** The number of the current attempt, from 1. */
  int attempt() {
    return conflicts.size() + 1;
  }

  @Nullable
  Baseline refreshedBaseline() {
    return refreshedBaseline;
  }

  void refreshBaseline(@Nullable Baseline newest) {
    refreshedBaseline = newest;
  }

  FoldedTurn folded() {
    var last = folded;
    if (last == null) {
      throw new IllegalStateException("the turn was never folded");
    }
    return last;
  }

  void fold(FoldedTurn result) {
    folded = result;
  }

  /** The attempt whose response was lost: it may have been committed. Null if there is none. */
  @Nullable
  FoldedTurn unresolvedAttempt() {
    return unresolvedAttempt;
  }

  void markOutcomeUnknown() {
    unresolvedAttempt = folded;
  }

  /**
   * Starts an attempt of {@link ConflictRetry}, which gets the attempt's result from the emitter.
   */
  void startRetry(UniEmitter<? super Void> emitter) {
    retry = emitter;
  }

  /** Ends the attempt of {@link ConflictRetry} in a conflict; false if there is none. */
  boolean failRetry() {
    var failed = retry;
    retry = null;
    if (failed != null) {
      failed.fail(VersionConflictException.INSTANCE);
    }
    return failed != null;
  }

  /** Ends the attempt of {@link ConflictRetry}, if there is one, without a conflict. */
  void endRetry() {
    var ended = retry;
    retry = null;
    if (ended != null) {
      ended.complete(null);
    }
  }

  /** The identity of the turn's give-up, so that it is recorded once however often it is tried. */
  UUID giveUpId() {
    var id = giveUpId;
    if (id == null) {
      id = UUID.randomUUID();
      giveUpId = id;
    }
    return id;
  }

  /** Whether the turn's actions return to the queue when it ends. */
  boolean isPostponed() {
    return postponed;
  }

  /** Leaves the actions that may wait to a later turn; removes and returns the others. */
  List<PendingAction> postpone(Duration maxWait) {
    postponed = true;
    var others =
        actions.stream().filter(action -> !action.canBePostponed(maxWait)).toList();
    actions.removeAll(others);
    return others;
  }

  /** Whether the turn needs its own statement, because a batch with it was rejected. */
  boolean isIsolated() {
    return isolated;
  }

  void isolate() {
    isolated = true;
  }
}
