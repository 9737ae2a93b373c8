package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Settled;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.trace.Tracing;
import dev.purereducer.trace.Tracing.SpanName;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The commit path's only interface to the database. */
interface CanonicalStore {
  /**
   * Commits the turns whose baseline is current, each as a whole and all in one transaction.
   * Results are in the order of the turns. After a failure it is unknown whether the commit took
   * place.
   */
  Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns);

  /**
   * Records that every attempt of a turn ended in a conflict: its events and its dead letters.
   * Repeating it after a failure records nothing twice.
   */
  Uni<Void> giveUp(ExhaustedTurn turn);

  /** Completes if the database answers on this store's connection, which is opened if necessary. */
  Uni<Void> ping();

  /** Closes the connection; a later call opens it again. */
  Uni<Void> close();

  /**
   * A turn without another attempt.
   *
   * @param id identifies the give-up, the same whenever it is tried to be recorded
   * @param version the newest known version of the workflow
   * @param events conflicts and the give-up, in order
   */
  record ExhaustedTurn(
      UUID id,
      String workflowKey,
      long version,
      int attempts,
      List<PendingAction> actions,
      List<OutboxEvent> events,
      Instant at) {}

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
    record PriorOutcome(String actionId, byte[] actionHash, Settled settled) {}

    /** A row of {@code workflow_state}. */
    record StoredState(
        String reducer,
        int reducerVersion,
        long version,
        String stateText,
        int schemaVersion,
        byte[] chain,
        String provenanceText) {

      /** Whether a newer version of the reducer wrote the state, so that another instance reads it. */
      boolean isNewerThan(Reducers reducers) {
        var own = reducers.find(reducer);
        try {
          return own != null && !Reducers.reads(own, reducerVersion, schemaVersion);
        } catch (Throwable _) {
          return false; // decoding fails on it too, and is logged with the reducer
        }
      }
    }
  }

  /** Canonical store with a span for each commit statement. */
  final class TracingCanonicalStore implements CanonicalStore {
    private final CanonicalStore store;
    private final Tracing tracing;

    private TracingCanonicalStore(CanonicalStore store, Tracing tracing) {
      this.store = store;
      this.tracing = tracing;
    }

    /** The store itself if tracing is off. */
    static CanonicalStore of(CanonicalStore store, Tracing tracing) {
      return tracing.isOn() ? new TracingCanonicalStore(store, tracing) : store;
    }

    @Override
    public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
      var span = tracing
          .startBatchSpan(SpanName.COMMIT, traceparents(turns))
          .setAttribute("turns", turns.size());
      var committed = store.commitIfVersion(turns);
      return span.isRecording()
          ? span.endOnTermination(
              committed.invoke(results -> span.setAttribute("conflicts", conflicts(results))))
          : committed;
    }

    @Override
    public Uni<Void> giveUp(ExhaustedTurn turn) {
      return store.giveUp(turn);
    }

    @Override
    public Uni<Void> ping() {
      return store.ping();
    }

    @Override
    public Uni<Void> close() {
      return store.close();
    }

    private static List<@Nullable String> traceparents(List<FoldedTurn> turns) {
      List<@Nullable String> traceparents = new ArrayList<>();
      for (var turn : turns) {
        for (var result : turn.results()) {
          traceparents.add(result.action().command().traceparent());
        }
      }
      return traceparents;
    }

    private static long conflicts(List<CommitResult> results) {
      return results.stream()
          .filter(CommitResult.VersionConflict.class::isInstance)
          .count();
    }
  }
}
