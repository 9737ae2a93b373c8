package dev.purereducer.commit;

import dev.purereducer.trace.SpanName;
import dev.purereducer.trace.Tracing;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
