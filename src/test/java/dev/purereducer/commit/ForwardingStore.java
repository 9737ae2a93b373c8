package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Forwards to a store; tests override the method that they change. */
class ForwardingStore implements CanonicalStore {
  private final CanonicalStore delegate;

  ForwardingStore(CanonicalStore delegate) {
    this.delegate = delegate;
  }

  @Override
  public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
    return delegate.commitIfVersion(turns);
  }

  @Override
  public Uni<Void> giveUp(CanonicalStore.ExhaustedTurn turn) {
    return delegate.giveUp(turn);
  }

  @Override
  public Uni<Void> ping() {
    return delegate.ping();
  }

  @Override
  public Uni<Void> close() {
    return delegate.close();
  }
}
