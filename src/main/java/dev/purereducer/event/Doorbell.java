package dev.purereducer.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rung when this instance has committed outbox rows, so that the relay need not wait for a poll. */
@ApplicationScoped
public class Doorbell {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public void ring() {
    listeners.forEach(Runnable::run);
  }

  /** The listener must be cheap and must not block: it runs on the lane that committed. */
  public void onRing(Runnable listener) {
    listeners.add(listener);
  }
}
