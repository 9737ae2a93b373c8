package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** The commit path's only interface to the database. */
interface CanonicalStore {
  /**
   * Commits the turns whose baseline is current, each as a whole and all in one transaction.
   * Results are in the order of the turns. After a failure it is unknown whether the commit took
   * place.
   */
  Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns);

  /** Records that every attempt of a turn ended in a conflict: its events and its dead letters. */
  Uni<Void> giveUp(ExhaustedTurn turn);

  /** Closes the connection; a later call opens it again. */
  Uni<Void> close();

  /**
   * A turn without another attempt.
   *
   * @param version the newest known version of the workflow
   * @param events conflicts and the give-up, in order
   */
  record ExhaustedTurn(
      String workflowKey,
      long version,
      int attempts,
      List<PendingAction> actions,
      List<OutboxEvent> events,
      Instant at) {}
}
