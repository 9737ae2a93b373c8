package dev.purereducer.outbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keys that have a record the broker does not take. They are left out of the batches for a while,
 * as a whole, so that they stop no other key and keep their own order.
 */
final class BlockedKeys {
  /** When so many are stuck, it is not the keys: the relay stops and retries instead. */
  static final int MAX_KEYS = 1000;

  static final long RETRY_AFTER_NANOS = 30_000_000_000L;

  private record BlockedKey(long lowestId, long untilNanos) {}

  private final Map<String, BlockedKey> keys = new LinkedHashMap<>();
  private final LongSupplier nanoClock;
  private volatile int size;

  BlockedKeys(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Leaves the key out from now on; false when there is no room.
   *
   * @param lowestId of the rows that the key has left
   */
  boolean add(String workflowKey, long lowestId) {
    if (keys.size() >= MAX_KEYS) {
      return false;
    }
    keys.put(workflowKey, new BlockedKey(lowestId, nanoClock.getAsLong() + RETRY_AFTER_NANOS));
    size = keys.size();
    return true;
  }

  /** Which keys to leave out now. */
  String[] activeKeys() {
    if (!keys.isEmpty()) {
      long now = nanoClock.getAsLong();
      keys.values().removeIf(stuck -> now - stuck.untilNanos >= 0);
      size = keys.size();
    }
    return keys.keySet().toArray(String[]::new);
  }

  /** The lowest id that is left out; {@link Long#MAX_VALUE} when none is. */
  long lowestId() {
    return keys.values().stream().mapToLong(BlockedKey::lowestId).min().orElse(Long.MAX_VALUE);
  }

  /** From any thread. */
  int count() {
    return size;
  }
}
