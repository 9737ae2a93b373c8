package dev.purereducer.commit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How much is in a lane, waiting or under way, and how much may be. For any thread. */
final class LaneLoad {
  private final CommitConfig config;
  private final AtomicInteger actions = new AtomicInteger();
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  LaneLoad(CommitConfig config) {
    this.config = config;
    this.maxBytes = HeapShare.ofLane(config.maxLaneBytes(), config);
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
  String enter(Entry entry) {
    int nowActions = actions.incrementAndGet();
    long nowBytes = bytes.addAndGet(entry.bytes());
    if (entry.isPatient()) {
      return null;
    }
    if (nowActions > config.maxLaneActions()) {
      leave(entry);
      return "max-lane-actions";
    }
    if (nowBytes > maxBytes) {
      leave(entry);
      return "max-lane-bytes";
    }
    return null;
  }

  void leave(Entry entry) {
    actions.decrementAndGet();
    bytes.addAndGet(-entry.bytes());
  }
}
