package dev.purereducer.commit;

import io.quarkus.runtime.configuration.MemorySize;
import java.util.Optional;

/**
 * Bounds in bytes that nobody has configured: a part of the heap each, so that a small process has
 * small queues and all of them together fit.
 */
public final class HeapBudget {
  private static final int DIVISOR = 8;

  private HeapBudget() {}

  /** What is configured, or else an eighth of the heap. */
  public static long of(Optional<MemorySize> configured) {
    return configured
        .map(MemorySize::asLongValue)
        .orElseGet(() -> Runtime.getRuntime().maxMemory() / DIVISOR);
  }

  /** What is configured for a lane, or else its part of an eighth of the heap. */
  static long ofLane(Optional<MemorySize> configured, CommitConfig config) {
    return configured.map(MemorySize::asLongValue).orElseGet(() -> of(configured) / lanes(config));
  }

  /** Unless configured, one lane for two processors: the other one parses, answers and publishes. */
  static int lanes(CommitConfig config) {
    return config.lanes().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }
}
