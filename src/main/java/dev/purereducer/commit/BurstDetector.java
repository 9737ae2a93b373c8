package dev.purereducer.commit;

import java.time.Duration;

/**
 * Whether a burst is still arriving: one statement for all of it is done sooner than one for its
 * head and another for the rest. One thread only.
 */
final class BurstDetector {
  /** So many new actions between two looks are a burst; fewer go at once. */
  private static final int BURST = 8;

  private final long mostNanos;
  private long sinceNanos;
  private int before;

  /** {@code most} bounds the wait from the first look on; zero never waits. */
  BurstDetector(Duration most) {
    this.mostNanos = most.toNanos();
  }

  /** The next look is the first one. */
  void begin(long nowNanos) {
    sinceNanos = nowNanos;
    before = 0;
  }

  /** Whether another look is worth it, with so many actions there by now. */
  boolean shouldWait(int waiting, long nowNanos) {
    boolean more = waiting - before >= BURST && nowNanos - sinceNanos < mostNanos;
    before = waiting;
    return more;
  }
}
