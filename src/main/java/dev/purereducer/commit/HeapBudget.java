package dev.purereducer.commit;

import io.quarkus.runtime.configuration.MemorySize;
import java.util.Optional;

/**
 * Default byte bounds as shares of the heap, so that the queues and caches of a small process are
 * small, and all of them fit together.
 */
public final class HeapBudget {
  private static final int DIVISOR = 8;

  private HeapBudget() {}

  /** The configured value, else an eighth of the heap. */
  public static long of(Optional<MemorySize> configured) {
    return configured
        .map(MemorySize::asLongValue)
        .orElseGet(() -> Runtime.getRuntime().maxMemory() / DIVISOR);
  }

  /** The configured value of a lane, else its share of an eighth of the heap. */
  static long ofLane(Optional<MemorySize> configured, CommitConfig config) {
    return configured.map(MemorySize::asLongValue).orElseGet(() -> of(configured) / lanes(config));
  }

  /** The configured number of lanes, else one per two processors. */
  static int lanes(CommitConfig config) {
    return config.lanes().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }
}
