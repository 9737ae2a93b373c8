package dev.purereducer.commit;

import java.time.Duration;

/**
 * Detects whether a burst is still arriving. While it is, waiting a little and committing it in one
 * statement is faster than committing its first actions at once. One thread only.
 */
final class BurstDetector {
  /** The number of new actions between two polls that makes a burst. */
  private static final int BURST_ACTIONS = 8;

  private final long maxWaitNanos;
  private long sinceNanos;
  private int lastActions;

  /** {@code maxWait} is counted from {@link #begin}; zero never waits. */
  BurstDetector(Duration maxWait) {
    this.maxWaitNanos = maxWait.toNanos();
  }

  void begin(long nowNanos) {
    sinceNanos = nowNanos;
    lastActions = 0;
  }

  /** Whether to wait for another poll, with {@code actions} queued now. */
  boolean shouldWait(int actions, long nowNanos) {
    boolean bursting = actions - lastActions >= BURST_ACTIONS;
    lastActions = actions;
    return bursting && nowNanos - sinceNanos < maxWaitNanos;
  }
}
