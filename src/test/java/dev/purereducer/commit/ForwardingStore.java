package dev.purereducer.commit;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** The real store, for tests that step in between. */
class ForwardingStore implements CanonicalStore {
  private final CanonicalStore real;

  ForwardingStore(CanonicalStore real) {
    this.real = real;
  }

  @Override
  public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
    return real.commitIfVersion(turns);
  }

  @Override
  public Uni<Void> giveUp(CanonicalStore.ExhaustedTurn turn) {
    return real.giveUp(turn);
  }

  @Override
  public Uni<Void> close() {
    return real.close();
  }
}
