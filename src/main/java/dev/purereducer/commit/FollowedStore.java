package dev.purereducer.commit;

import dev.purereducer.trace.Step;
import dev.purereducer.trace.Tracing;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store whose statements are steps on the way of the actions in them. */
final class FollowedStore implements CanonicalStore {
  private final CanonicalStore store;
  private final Tracing tracing;

  private FollowedStore(CanonicalStore store, Tracing tracing) {
    this.store = store;
    this.tracing = tracing;
  }

  /** The store itself where nothing is followed. */
  static CanonicalStore of(CanonicalStore store, Tracing tracing) {
    return tracing.isOn() ? new FollowedStore(store, tracing) : store;
  }

  @Override
  public Uni<List<Answer>> commitIfVersion(List<FoldedTurn> turns) {
    var trail = tracing.followAll(Step.COMMIT, traceparents(turns)).say("turns", turns.size());
    var committed = store.commitIfVersion(turns);
    return trail.isFollowed()
        ? trail.endWith(committed.invoke(answers -> trail.say("conflicts", lost(answers))))
        : committed;
  }

  @Override
  public Uni<Void> giveUp(GaveUpTurn turn) {
    return store.giveUp(turn);
  }

  @Override
  public Uni<Void> close() {
    return store.close();
  }

  private static List<@Nullable String> traceparents(List<FoldedTurn> turns) {
    List<@Nullable String> traceparents = new ArrayList<>();
    for (var turn : turns) {
      for (var verdict : turn.verdicts()) {
        traceparents.add(verdict.entry().submission().traceparent());
      }
    }
    return traceparents;
  }

  private static long lost(List<Answer> answers) {
    return answers.stream().filter(Answer.Lost.class::isInstance).count();
  }
}
