package dev.purereducer.commit;

import io.quarkus.runtime.configuration.MemorySize;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bounds the actions and bytes of a lane, queued or in flight. Thread-safe. */
final class LaneCapacity {
  /** All queues together, and all caches together, get this part of the heap by default. */
  private static final int HEAP_DIVISOR = 8;

  private final CommitConfig config;
  private final ReducerCall call;
  private final AtomicInteger actions = new AtomicInteger();
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  LaneCapacity(CommitConfig config, ReducerCall call) {
    this.config = config;
    this.call = call;
    this.maxBytes = bytesPerLane(config.maxLaneBytes(), config);
  }

  int actions() {
    return actions.get();
  }

  long bytes() {
    return bytes.get();
  }

  /**
   * Counts the action, or returns the configuration key of the bound that it would exceed, which is
   * {@code reducer-timeout} while a reducer blocks the lane. An action without a deadline is always admitted, because its sender bounds itself.
   */
  @Nullable
  String tryAcquire(PendingAction action) {
    int nowActions = actions.incrementAndGet();
    long nowBytes = bytes.addAndGet(action.bytes());
    if (action.hasNoDeadline()) {
      return null;
    }
    if (call.isHanging()) {
      release(action);
      return "reducer-timeout";
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

  /** The configured number of lanes, else one per two processors. */
  static int lanes(CommitConfig config) {
    return config.lanes().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /** The configured bytes of a lane, else its share of an eighth of the heap. */
  static long bytesPerLane(Optional<MemorySize> configured, CommitConfig config) {
    return configured
        .map(MemorySize::asLongValue)
        .orElseGet(() -> Runtime.getRuntime().maxMemory() / HEAP_DIVISOR / lanes(config));
  }
}
