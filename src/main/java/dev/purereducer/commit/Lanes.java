package dev.purereducer.commit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The entrance of the commit path. */
@ApplicationScoped
public class Lanes {
  /**
   * Emits the outcome once it is durable. Fails with {@link QueueFull} at once when there is no room
   * and with {@link StoreUnavailable} when the store has not answered within the bound. Two calls
   * from one thread for one key are committed in the order of the calls.
   */
  public Uni<Outcome> submit(Submission submission) {
    throw new UnsupportedOperationException();
  }

  /**
   * The same for callers that bound themselves and must not lose their place: waits for the store
   * as long as it takes, and takes no part in the queues' bounds.
   */
  public Uni<Outcome> submitPatiently(Submission submission) {
    throw new UnsupportedOperationException();
  }
}
