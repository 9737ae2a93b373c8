package dev.purereducer.commit;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** The one seam between the commit path and the database. */
interface CanonicalStore {
  /**
   * Commits the turns that still fit, each in whole, all in one transaction; the answers are in the
   * order of the turns. A failure may come before or after the commit took place.
   */
  Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns);

  /** Records that a turn lost every race. */
  Uni<Void> giveUp(ExhaustedTurn turn);

  /** Lets go of what it holds; a later call opens it again. */
  Uni<Void> close();
}
