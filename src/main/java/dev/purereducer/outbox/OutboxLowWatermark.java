package dev.purereducer.outbox;

import java.util.function.LongSupplier;

/**
 * Low watermark of the outbox: an id such that the held shards have no row at or below it, and will
 * never have one.
 *
 * <p>A read above it skips the dead index entries of published rows, of which there can be millions
 * while a long-running transaction holds back VACUUM. The watermark must be exact, because a slow
 * commit can make a low id visible late; an estimate by time would break the order of a key.
 *
 * <p>Proof. A key's row is locked before its outbox id is drawn. So a transaction that drew an id up
 * to {@code n} had its transaction id before {@code n} was read, and thus a lower one than the
 * statement that later deleted {@code n}. Once every transaction below that statement's has ended,
 * a read sees all rows up to {@code n} that will ever exist. Events written without that lock have
 * no order to keep; a periodic sweep from the start finds them.
 */
final class OutboxLowWatermark {
  private static final long SWEEP_INTERVAL_NANOS = 5_000_000_000L;
  private static final long NO_CANDIDATE = -1;

  private final LongSupplier nanoClock;
  private long id;
  private long candidate = NO_CANDIDATE;
  private long candidateDeletedBy;
  private long generation;
  private long sweptNanos;

  OutboxLowWatermark(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.sweptNanos = nanoClock.getAsLong();
  }

  /** The id to read above. A new generation of leases resets the watermark. */
  long readAbove(long leaseGeneration) {
    if (leaseGeneration != generation) {
      reset();
      generation = leaseGeneration;
    }
    long now = nanoClock.getAsLong();
    if (now - sweptNanos < SWEEP_INTERVAL_NANOS) {
      return id;
    }
    sweptNanos = now;
    return 0;
  }

  /** Back to the start: after a failover, the database may assign lower ids again. */
  void reset() {
    id = 0;
    candidate = NO_CANDIDATE;
  }

  /**
   * Advances the watermark after a batch has been published and deleted.
   *
   * @param lastId the highest id of the batch, which had every row up to it
   * @param snapshotXmin see {@link OutboxStore.OutboxBatch}
   * @param deletedBy the id of the transaction that deleted the batch
   * @param lowestBlockedId the lowest id of an excluded row
   */
  void batchPublished(long lastId, long snapshotXmin, long deletedBy, long lowestBlockedId) {
    if (candidate != NO_CANDIDATE && snapshotXmin >= candidateDeletedBy) {
      id = Math.max(id, Math.min(Math.min(candidate, lastId), lowestBlockedId - 1));
    }
    boolean reached =
        candidate != NO_CANDIDATE && snapshotXmin >= candidateDeletedBy && lastId >= candidate;
    if (candidate == NO_CANDIDATE || reached) {
      candidate = lastId;
      candidateDeletedBy = deletedBy;
    }
  }
}
