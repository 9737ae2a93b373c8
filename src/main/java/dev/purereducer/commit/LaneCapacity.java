package dev.purereducer.commit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bounds the actions and bytes of a lane, queued or in flight. Thread-safe. */
final class LaneCapacity {
  private final CommitConfig config;
  private final AtomicInteger actions = new AtomicInteger();
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  LaneCapacity(CommitConfig config) {
    this.config = config;
    this.maxBytes = HeapBudget.ofLane(config.maxLaneBytes(), config);
  }

  int actions() {
    return actions.get();
  }

  long bytes() {
    return bytes.get();
  }

  /**
   * Counts the action, or returns the configuration key of the bound that it would exceed. An
   * action without a deadline is always admitted, because its sender bounds itself.
   */
  @Nullable
  String tryAcquire(PendingAction action) {
    int nowActions = actions.incrementAndGet();
    long nowBytes = bytes.addAndGet(action.bytes());
    if (action.hasNoDeadline()) {
      return null;
    }
    if (nowActions > config.maxLaneActions()) {
      release(action);
      return "max-lane-actions";
    }
    if (nowBytes > maxBytes) {
      release(action);
      return "max-lane-bytes";
    }
    return null;
  }

  void release(PendingAction action) {
    actions.decrementAndGet();
    bytes.addAndGet(-action.bytes());
  }
}
