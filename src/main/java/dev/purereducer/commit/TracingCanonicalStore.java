package dev.purereducer.commit;

import dev.purereducer.trace.SpanName;
import dev.purereducer.trace.Tracing;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store whose statements are steps on the way of the actions in them. */
final class TracingCanonicalStore implements CanonicalStore {
  private final CanonicalStore store;
  private final Tracing tracing;

  private TracingCanonicalStore(CanonicalStore store, Tracing tracing) {
    this.store = store;
    this.tracing = tracing;
  }

  /** The store itself where nothing is followed. */
  static CanonicalStore of(CanonicalStore store, Tracing tracing) {
    return tracing.isOn() ? new TracingCanonicalStore(store, tracing) : store;
  }

  @Override
  public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
    var trail = tracing
        .startBatchSpan(SpanName.COMMIT, traceparents(turns))
        .setAttribute("turns", turns.size());
    var committed = store.commitIfVersion(turns);
    return trail.isFollowed()
        ? trail.endOnTermination(
            committed.invoke(answers -> trail.setAttribute("conflicts", lost(answers))))
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
      for (var verdict : turn.results()) {
        traceparents.add(verdict.entry().command().traceparent());
      }
    }
    return traceparents;
  }

  private static long lost(List<CommitResult> answers) {
    return answers.stream()
        .filter(CommitResult.VersionConflict.class::isInstance)
        .count();
  }
}
