package dev.purereducer.outbox;

import java.util.function.LongSupplier;

/**
 * An id such that no row at or below it is left, or will ever appear, in the shards held.
 *
 * <p>Reading above it spares the dead index entries of what has been published, of which there can
 * be millions when a long-open snapshot keeps them from being removed. That it is exact, and not a
 * guess by time, is what keeps order: a slow commit can make a low id visible late.
 *
 * <p>A key's row is locked before its outbox id is drawn, so whoever drew an id up to {@code n}
 * had its transaction id before {@code n} was read, and so a lower one than the statement that
 * deleted {@code n} later. Once every transaction below that one has ended, a read sees all rows
 * up to {@code n} that there will ever be. Events without that lock have no order to keep; a sweep
 * from the start finds them.
 */
final class OutboxLowWatermark {
  private static final long SWEEP_EVERY_NANOS = 5_000_000_000L;
  private static final long NONE = -1;

  private final LongSupplier nanoClock;
  private long id;
  private long candidate = NONE;
  private long candidateDeletedBy;
  private long generation;
  private long sweptNanos;

  OutboxLowWatermark(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.sweptNanos = nanoClock.getAsLong();
  }

  /** The id to read above, for shards of this generation: others invalidate what was known. */
  long readAbove(long holdingGeneration) {
    if (holdingGeneration != generation) {
      reset();
      generation = holdingGeneration;
    }
    long now = nanoClock.getAsLong();
    if (now - sweptNanos < SWEEP_EVERY_NANOS) {
      return id;
    }
    sweptNanos = now;
    return 0;
  }

  /** Nothing is known any more: the database may be another, with lower ids to come. */
  void reset() {
    id = 0;
    candidate = NONE;
  }

  /**
   * A batch has been published and deleted.
   *
   * @param lastId the batch had every row up to here
   * @param oldestRunning as its read saw it, see {@link OutboxStore.OutboxBatch}
   * @param deletedBy the transaction that deleted it
   * @param stuckId the lowest id of a row that was left out
   */
  void batchPublished(long lastId, long oldestRunning, long deletedBy, long stuckId) {
    if (candidate != NONE && oldestRunning >= candidateDeletedBy) {
      id = Math.max(id, Math.min(Math.min(candidate, lastId), stuckId - 1));
    }
    boolean reached =
        candidate != NONE && oldestRunning >= candidateDeletedBy && lastId >= candidate;
    if (candidate == NONE || reached) {
      candidate = lastId;
      candidateDeletedBy = deletedBy;
    }
  }
}
