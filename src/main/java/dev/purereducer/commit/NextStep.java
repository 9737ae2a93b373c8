package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.ExhaustedTurn;

/** The lane's next step for a turn, after a result of the database was applied to it. */
sealed interface NextStep {
  /** Every action of the turn has its outcome: the turn ends. */
  record Done() implements NextStep {
    static final Done DONE = new Done();
  }

  /** The baseline was unknown or partly committed before: the same attempt is sent again. */
  record RetryNow() implements NextStep {
    static final RetryNow RETRY_NOW = new RetryNow();
  }

  /**
   * Another writer was first: the turn needs another attempt, which {@link ConflictRetry} schedules.
   */
  record RetryAfterConflict() implements NextStep {
    static final RetryAfterConflict RETRY_AFTER_CONFLICT = new RetryAfterConflict();
  }

  /** The last attempt ended in a conflict: the turn is recorded as given up, and ends then. */
  record GiveUp(ExhaustedTurn turn) implements NextStep {}
}
