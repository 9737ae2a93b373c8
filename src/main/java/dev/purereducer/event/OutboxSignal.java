package dev.purereducer.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** Rung when this instance has committed outbox rows, so that the relay need not wait for a poll. */
@ApplicationScoped
public class OutboxSignal {
  private final List<IntConsumer> listeners = new CopyOnWriteArrayList<>();

  /** {@code coming} actions more are on their way, which will share their workflows' rows. */
  public void signal(int coming) {
    listeners.forEach(listener -> listener.accept(coming));
  }

  /** The listener must be cheap and must not block: it runs on the lane that committed. */
  public void onSignal(IntConsumer listener) {
    listeners.add(listener);
  }
}
