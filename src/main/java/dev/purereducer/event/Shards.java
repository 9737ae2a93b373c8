package dev.purereducer.event;

/**
 * Hash function from a workflow to its shard. All instances must agree on it, whatever their
 * version, so it is defined here and its values are fixed by a test.
 */
public final class Shards {
  private Shards() {}

  /**
   * Returns the shard of {@code workflowKey}, from 0 to {@code shards} - 1.
   *
   * <p>{@link String#hashCode} is fixed by its contract; the finalizer of MurmurHash3 (fmix32)
   * spreads keys that differ in their last characters only.
   */
  public static int of(String workflowKey, int shards) {
    int hash = workflowKey.hashCode();
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >>> 13;
    hash *= 0xc2b2ae35;
    hash ^= hash >>> 16;
    return Math.floorMod(hash, shards);
  }
}
