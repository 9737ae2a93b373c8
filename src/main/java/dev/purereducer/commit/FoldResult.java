package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Precondition;
import dev.purereducer.reduce.Rejection;
import org.jspecify.annotations.Nullable;

/** What the fold made of one action; it holds once the store has confirmed the turn. */
sealed interface FoldResult {
  PendingAction entry();

  /** Taken, as {@code version}. */
  record AcceptedAction(
      PendingAction entry,
      long version,
      byte[] chain,
      EncodedIntents intents,
      @Nullable String stateText)
      implements FoldResult {}

  /** Refused at {@code version}; recorded, so that a duplicate is refused alike. */
  record RejectedAction(PendingAction entry, long version, Rejection reason)
      implements FoldResult {}

  /** It demanded what {@code version} does not give; not recorded. */
  record FailedPrecondition(PendingAction entry, long version, Precondition failed)
      implements FoldResult {}

  /** The same id as an action earlier in this turn: it shares what that one comes to. */
  record DuplicateInTurn(PendingAction entry, FoldResult first) implements FoldResult {}
}
