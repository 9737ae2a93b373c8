package dev.purereducer.runtime;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * How many actions, and bytes of actions, have been taken and are not settled. Whoever waits for
 * room is woken when a quarter of it is free, so that it is not woken once an action.
 */
public final class InFlightWindow {
  private record CapacityWaiter(BooleanSupplier until, UniEmitter<? super Void> emitter) {}

  private final int maxCount;
  private final long maxBytes;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Queue<CapacityWaiter> waiters = new ConcurrentLinkedQueue<>();

  public InFlightWindow(int maxCount, long maxBytes) {
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
  }

  /** One action may exceed the bound in bytes: else one larger than the bound would never pass. */
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

  /** Completes when a quarter of the bounds is free, on the thread that freed it. */
  public Uni<Void> awaitCapacity() {
    return when(() ->
        count.get() <= maxCount - (maxCount + 3) / 4 && bytes.get() <= maxBytes - maxBytes / 4);
  }

  /** Completes when nothing is in flight. */
  public Uni<Void> awaitIdle() {
    return when(() -> count.get() == 0);
  }

  private Uni<Void> when(BooleanSupplier until) {
    return Uni.createFrom().emitter(emitter -> {
      waiters.add(new CapacityWaiter(until, emitter));
      wake();
    });
  }

  private void wake() {
    for (var waiter : waiters) {
      if (waiter.until.getAsBoolean() && waiters.remove(waiter)) {
        waiter.emitter.complete(null);
      }
    }
  }
}
