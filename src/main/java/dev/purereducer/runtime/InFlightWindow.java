package dev.purereducer.runtime;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Bounded window of actions in flight: those that were accepted and have no outcome yet, limited in
 * number and in bytes.
 *
 * <p>A full window wakes its waiters when a quarter of it is free, rather than once per action.
 */
public final class InFlightWindow {
  private record CapacityWaiter(BooleanSupplier condition, UniEmitter<? super Void> emitter) {}

  private final int maxCount;
  private final long maxBytes;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Queue<CapacityWaiter> waiters = new ConcurrentLinkedQueue<>();

  public InFlightWindow(int maxCount, long maxBytes) {
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
  }

  /**
   * The last action may exceed the bound in bytes, so an action larger than the bound still passes.
   */
  public boolean hasCapacity() {
    return count.get() < maxCount && bytes.get() < maxBytes;
  }

  public void acquire(int actionBytes) {
    count.incrementAndGet();
    bytes.addAndGet(actionBytes);
  }

  public void release(int actionBytes) {
    bytes.addAndGet(-actionBytes);
    count.decrementAndGet();
    wake();
  }

  public int count() {
    return count.get();
  }

  public long bytes() {
    return bytes.get();
  }

  /** Completes when a quarter of the window is free, on the thread that freed it. */
  public Uni<Void> awaitCapacity() {
    return when(() ->
        count.get() <= maxCount - (maxCount + 3) / 4 && bytes.get() <= maxBytes - maxBytes / 4);
  }

  /** Completes when nothing is in flight. */
  public Uni<Void> awaitIdle() {
    return when(() -> count.get() == 0);
  }

  private Uni<Void> when(BooleanSupplier condition) {
    return Uni.createFrom().emitter(emitter -> {
      waiters.add(new CapacityWaiter(condition, emitter));
      wake();
    });
  }

  private void wake() {
    for (var waiter : waiters) {
      if (waiter.condition.getAsBoolean() && waiters.remove(waiter)) {
        waiter.emitter.complete(null);
      }
    }
  }
}
