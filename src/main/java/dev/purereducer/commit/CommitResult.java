package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Settled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store says of one turn. */
sealed interface CommitResult {
  /** Committed as folded. */
  record Applied() implements CommitResult {
    static final Applied APPLIED = new Applied();
  }

  /**
   * Not committed.
   *
   * @param current the newest row of the workflow; null when there is none that can be seen yet
   * @param seen the turn's actions that were settled before
   */
  record VersionConflict(@Nullable StoredState current, List<PriorOutcome> priorOutcomes)
      implements CommitResult {}

  /** An action id that is taken, and what it came to. */
  record PriorOutcome(String actionId, byte[] payloadHash, Settled settled) {}
}
