package dev.purereducer.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one message through every second: a flood of the same tells no more, and costs the others. */
public final class LogThrottle {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

  public boolean tryAcquire() {
    long now = System.nanoTime();
    long last = lastNanos.get();
    return now - last >= PAUSE_NANOS && lastNanos.compareAndSet(last, now);
  }
}
