package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Settled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database's result for one turn. */
sealed interface CommitResult {
  /** The turn was committed as folded. */
  record Applied() implements CommitResult {
    static final Applied APPLIED = new Applied();
  }

  /**
   * The turn was not committed: its baseline is not current, or some of its actions already have an
   * outcome.
   *
   * @param current the newest row of the workflow; null if there is none, or none visible yet
   * @param priorOutcomes recorded outcomes of the turn's actions
   */
  record VersionConflict(@Nullable StoredState current, List<PriorOutcome> priorOutcomes)
      implements CommitResult {}

  /** A recorded action id with its outcome. */
  record PriorOutcome(String actionId, byte[] payloadHash, Settled settled) {}

  /** A row of {@code workflow_state}. */
  record StoredState(
      String reducer,
      long version,
      String stateText,
      int schemaVersion,
      byte[] chain,
      String provenanceText) {}
}
