package dev.purereducer.commit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Looks up what became of an action that was sent earlier. */
@ApplicationScoped
public class SettledActions {
  /** Committed, rejected or gave up; empty when unknown, still under way or long ago. */
  public Uni<Optional<Outcome>> find(String workflowKey, String actionId) {
    throw new UnsupportedOperationException();
  }
}
