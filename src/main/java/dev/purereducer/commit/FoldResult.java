package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Precondition;
import dev.purereducer.reduce.Intent;
import dev.purereducer.reduce.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of folding one action; it is final once the turn is committed. */
sealed interface FoldResult {
  PendingAction action();

  /**
   * The action leads to {@code version}.
   *
   * @param intentsText the intents as the history keeps them; null if there are none
   * @param stateText the state at {@code version}; null unless the caller wants it
   */
  record AcceptedAction(
      PendingAction action,
      long version,
      byte[] chain,
      List<Intent> intents,
      @Nullable String intentsText,
      @Nullable String stateText)
      implements FoldResult {}

  /**
   * The action was rejected at {@code version}; recorded, so that duplicates get the same outcome.
   */
  record RejectedAction(PendingAction action, long version, Rejection reason)
      implements FoldResult {}

  /** A precondition of the action does not hold at {@code version}; not recorded. */
  record FailedPrecondition(PendingAction action, long version, Precondition failed)
      implements FoldResult {}

  /** An earlier action of the turn has the same id; its outcome holds for both. */
  record DuplicateInTurn(PendingAction action, FoldResult first) implements FoldResult {}
}
