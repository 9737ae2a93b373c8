package dev.purereducer.outbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Workflow keys with a record that the broker rejects. All rows of such a key are excluded from the
 * batches for a while, so that the key keeps its order and does not stop other keys.
 */
final class BlockedKeys {
  /** With more blocked keys, the cause is the broker or its configuration: the relay retries. */
  static final int MAX_KEYS = 1000;

  static final long RETRY_AFTER_NANOS = 30_000_000_000L;

  private record BlockedKey(long lowestId, long untilNanos) {}

  private final Map<String, BlockedKey> keys = new LinkedHashMap<>();
  private final LongSupplier nanoClock;
  private volatile int count;

  BlockedKeys(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Blocks a key; false if the limit is reached.
   *
   * @param lowestId lowest id of the key's unpublished rows
   */
  boolean add(String workflowKey, long lowestId) {
    if (keys.size() >= MAX_KEYS) {
      return false;
    }
    keys.put(workflowKey, new BlockedKey(lowestId, nanoClock.getAsLong() + RETRY_AFTER_NANOS));
    count = keys.size();
    return true;
  }

  /** The keys to exclude from the next batch, without those that are due for a retry. */
  String[] activeKeys() {
    if (!keys.isEmpty()) {
      long now = nanoClock.getAsLong();
      keys.values().removeIf(blocked -> now - blocked.untilNanos >= 0);
      count = keys.size();
    }
    return keys.keySet().toArray(String[]::new);
  }

  /** The lowest id of an excluded row; {@link Long#MAX_VALUE} if no key is blocked. */
  long lowestId() {
    return keys.values().stream().mapToLong(BlockedKey::lowestId).min().orElse(Long.MAX_VALUE);
  }

  /** Thread-safe, in contrast to the other methods. */
  int count() {
    return count;
  }
}
