package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Actions of one key that go to the store together, until each has its outcome. One thread only. */
final class Turn {
  private final String workflowKey;
  private final List<PendingAction> entries;
  private final List<OutboxEvent> conflicts = new ArrayList<>();

  /** What the store last said of the workflow; the lane's cache may have forgotten it by now. */
  private @Nullable Baseline refreshedBaseline;

  private @Nullable FoldedTurn folded;

  /** What an earlier try made of it, when that try may have been committed unheard. */
  private @Nullable FoldedTurn unresolvedAttempt;

  private @Nullable UniEmitter<? super Void> retry;
  private int conflictCount;
  private boolean isolated;

  Turn(String workflowKey, List<PendingAction> entries) {
    this.workflowKey = workflowKey;
    this.entries = new ArrayList<>(entries);
  }

  String workflowKey() {
    return workflowKey;
  }

  /** Those that have no outcome yet, in order. */
  List<PendingAction> entries() {
    return entries;
  }

  /** The races it lost so far, as events that go out with its end. */
  List<OutboxEvent> conflicts() {
    return conflicts;
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

  @Nullable
  FoldedTurn unresolvedAttempt() {
    return unresolvedAttempt;
  }

  /** Nobody knows whether the last try was committed. */
  void markOutcomeUnknown() {
    unresolvedAttempt = folded;
  }

  /** The try it is in, counted from 1. */
  int attempt() {
    return conflictCount + 1;
  }

  void recordConflict() {
    conflictCount++;
  }

  /** Whoever waits to hear how the retry under way ends. */
  @Nullable
  UniEmitter<? super Void> retry() {
    return retry;
  }

  void setRetryEmitter(UniEmitter<? super Void> to) {
    retry = to;
  }

  /** Whether it must have a statement of its own, since a batch with it was refused. */
  boolean isIsolated() {
    return isolated;
  }

  void isolate() {
    isolated = true;
  }
}
