package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.Precondition;
import dev.purereducer.commit.Outcome.PreconditionFailed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.commit.Outcome.Settled;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.reduce.Reduction.Intent;
import dev.purereducer.reduce.Reduction.Rejection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn after its fold, ready to be committed.
 *
 * @param next the workflow after the turn; equals {@code from} if no action was accepted
 * @param stateText the state of {@code next} as JSON; null if no action was accepted
 * @param results one per action, in order
 * @param events rows for the outbox, in order
 */
record FoldedTurn(
    String workflowKey,
    Baseline from,
    Baseline next,
    @Nullable String stateText,
    List<FoldResult> results,
    List<OutboxEvent> events,
    Instant at) {
  /** The approximate size of the turn in a statement. */
  long bytes() {
    long bytes = stateText == null ? 0 : stateText.length();
    for (var event : events) {
      bytes += event.data().length;
    }
    for (var result : results) {
      bytes += result.action().bytes();
    }
    return bytes;
  }

  boolean changesState() {
    return next.version() > from.version();
  }

  /** The result of folding one action; it is final once the turn is committed. */
  sealed interface FoldResult {
    PendingAction action();

    /** The outcome of the action, now that the turn is committed. */
    default Outcome outcome(int attempts) {
      return switch (this) {
        case AcceptedAction accepted ->
          new Committed(accepted.version(), attempts, accepted.stateText());
        case RejectedAction rejected -> new Rejected(rejected.version(), rejected.reason());
        case FailedPrecondition unmet -> new PreconditionFailed(unmet.version(), unmet.failed());
        case DuplicateInTurn duplicate -> duplicate.outcomeOfFirst(attempts);
      };
    }

    /**
     * The action leads to {@code version}.
     *
     * @param intentsText the intents as the history keeps them; null if there are none
     * @param stateText the state at {@code version}; null unless the caller wants it
     * @param snapshotText the state at {@code version}; null unless it is stored as a snapshot
     */
    record AcceptedAction(
        PendingAction action,
        long version,
        byte[] chain,
        List<Intent> intents,
        @Nullable String intentsText,
        @Nullable String stateText,
        @Nullable String snapshotText)
        implements FoldResult {}

    /**
     * The action was rejected at {@code version}; recorded, so that duplicates get the same outcome.
     */
    record RejectedAction(PendingAction action, long version, Rejection reason)
        implements FoldResult {}

    /** A precondition of the action does not hold at {@code version}; not recorded. */
    record FailedPrecondition(PendingAction action, long version, Precondition failed)
        implements FoldResult {}

    /** An earlier action of the turn has the same id, and an outcome that holds for both. */
    record DuplicateInTurn(PendingAction action, FoldResult first) implements FoldResult {
      private Outcome outcomeOfFirst(int attempts) {
        var outcome = first.outcome(attempts);
        if (!(outcome instanceof Settled settled)) {
          return outcome;
        }
        return Arrays.equals(action.actionHash(), first.action().actionHash())
            ? new Duplicate(settled)
            : new Rejected(settled.version(), Rejections.ID_REUSED);
      }
    }
  }
}
