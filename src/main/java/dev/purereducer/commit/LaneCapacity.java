package dev.purereducer.commit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How much is in a lane, waiting or under way, and how much may be. For any thread. */
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
   * Counts the entry in, or says which bound leaves no room for it, by its configuration key. An
   * entry that is patient always has room: its sender has a bound of its own.
   */
  @Nullable
  String tryAcquire(PendingAction entry) {
    int nowActions = actions.incrementAndGet();
    long nowBytes = bytes.addAndGet(entry.bytes());
    if (entry.hasNoDeadline()) {
      return null;
    }
    if (nowActions > config.maxLaneActions()) {
      release(entry);
      return "max-lane-actions";
    }
    if (nowBytes > maxBytes) {
      release(entry);
      return "max-lane-bytes";
    }
    return null;
  }

  void release(PendingAction entry) {
    actions.decrementAndGet();
    bytes.addAndGet(-entry.bytes());
  }
}
