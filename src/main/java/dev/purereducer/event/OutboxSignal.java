package dev.purereducer.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** Wakes the relay of this instance after a commit, before its next poll is due. */
@ApplicationScoped
public class OutboxSignal {
  private final List<IntConsumer> listeners = new CopyOnWriteArrayList<>();

  /**
   * Outbox rows were committed.
   *
   * @param pendingActions queued actions that will share the next event of their workflow; a relay
   *     may linger for them
   */
  public void signal(int pendingActions) {
    listeners.forEach(listener -> listener.accept(pendingActions));
  }

  /** Adds a listener. It runs on the event loop of the lane, so it must not block. */
  public void onSignal(IntConsumer listener) {
    listeners.add(listener);
  }
}
