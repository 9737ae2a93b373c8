package dev.purereducer.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Limit of one line per second for a log statement. */
public final class LogThrottle {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);
  private final AtomicLong unlogged = new AtomicLong();

  /** Whether a line may be logged now. */
  public boolean tryAcquire() {
    long now = System.nanoTime();
    long last = lastNanos.get();
    return now - last >= INTERVAL_NANOS && lastNanos.compareAndSet(last, now);
  }

  /**
   * Counts an occurrence. Returns the number of occurrences since the last line, this one included,
   * or 0 if no line may be logged now.
   */
  public long countAndTryAcquire() {
    unlogged.incrementAndGet();
    return tryAcquire() ? unlogged.getAndSet(0) : 0;
  }
}
