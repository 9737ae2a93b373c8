package dev.purereducer.event;

/**
 * Which shard of the outbox a workflow belongs to. Every instance, whatever its version, must come
 * to the same answer, so the hash is spelled out here and pinned by a test.
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
