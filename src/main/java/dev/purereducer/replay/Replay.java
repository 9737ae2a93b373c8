package dev.purereducer.replay;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The state of a workflow as of any version. */
@ApplicationScoped
public class Replay {
  /** A state and the version it is of. */
  public record StateAt(String workflowKey, String reducer, long version, String stateText) {}

  /** Empty when the workflow never reached {@code version}. */
  public Uni<Optional<StateAt>> stateAt(String workflowKey, long version) {
    throw new UnsupportedOperationException();
  }
}
