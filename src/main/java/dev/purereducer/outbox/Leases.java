package dev.purereducer.outbox;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The shards that this relay may publish, kept up by the steps of one loop and used by another.
 *
 * <p>The database's clock decides when a lease ends. This side does not compare clocks: it counts
 * from before it asked for the renewal, on its own monotonic clock, and stops a margin earlier.
 */
final class Leases {
  /** How often the lease loop looks, in a renewal period, whether there is something to do. */
  static final int STEPS_PER_RENEWAL = 10;

  /** The last part of a lease that is not used, against clocks of different speed: a fifth. */
  private static final int MARGIN_DIVISOR = 5;

  private static final Short[] NONE = {};

  /**
   * Shards that may be published.
   *
   * @param generation changes whenever a shard has been gained
   */
  record LeaseSnapshot(Short[] shards, long generation) {
    boolean isEmpty() {
      return shards.length == 0;
    }
  }

  private record InUse(Short[] shards, long sinceNanos) {}

  private static final InUse IDLE = new InUse(NONE, 0);

  private final LeaseTable table;
  private final LongSupplier nanoClock;
  private final Duration ttl;
  private final long renewalNanos;
  private final long stalledNanos;

  // Touched by the lease loop only.
  private boolean prepared;
  private boolean joined;
  private boolean settled;
  private long renewedNanos;

  private volatile Set<Short> shards = Set.of();
  private volatile LeaseSnapshot holding = new LeaseSnapshot(NONE, 0);
  private volatile long usableUntilNanos;
  private volatile InUse use = IDLE;

  Leases(LeaseTable table, PublishConfig config, LongSupplier nanoClock) {
    this.table = table;
    this.nanoClock = nanoClock;
    this.ttl = config.leaseTtl();
    this.renewalNanos = config.leaseRenewal().toNanos();
    this.stalledNanos = config.batchTimeout().toNanos();
    this.usableUntilNanos = nanoClock.getAsLong();
  }

  /** What a batch may be read for now. They stay leased, where possible, until {@link #endBatch}. */
  LeaseSnapshot beginBatch() {
    var now = usable();
    use = new InUse(now.shards, nanoClock.getAsLong());
    return now;
  }

  /** The batch has ended, one way or the other. */
  void endBatch() {
    use = IDLE;
  }

  /** What may be published now; empty when the lease may have run out. */
  LeaseSnapshot usable() {
    var held = holding;
    return nanoClock.getAsLong() - usableUntilNanos < 0
        ? held
        : new LeaseSnapshot(NONE, held.generation);
  }

  /** One step of the lease loop; never more to do. */
  Uni<Boolean> renewIfDue() {
    if (stalled()) {
      return joined ? release().replaceWith(false) : Uni.createFrom().item(false);
    }
    long now = nanoClock.getAsLong();
    if (joined && settled && now - renewedNanos < renewalNanos) {
      return Uni.createFrom().item(false);
    }
    return prepare()
        .chain(() -> table.renewAndBalance(use.shards))
        .ifNoItem()
        .after(ttl)
        .fail()
        .invoke(balance -> renewed(now, balance))
        .replaceWith(false);
  }

  /** Frees all shards, so that others need not wait until they expire. */
  Uni<Void> release() {
    shards = Set.of();
    holding = new LeaseSnapshot(NONE, holding.generation);
    return table.leave().invoke(() -> joined = false);
  }

  /** Shards held that are still usable. */
  int usableCount() {
    return usable().shards.length;
  }

  private boolean stalled() {
    var batch = use;
    return batch != IDLE && nanoClock.getAsLong() - batch.sinceNanos > stalledNanos;
  }

  private Uni<Void> prepare() {
    return prepared
        ? Uni.createFrom().voidItem()
        : table.addMissing().invoke(() -> prepared = true);
  }

  private void renewed(long askedNanos, LeaseTable.Balance balance) {
    boolean gained = !shards.containsAll(balance.shards());
    shards = balance.shards();
    holding = new LeaseSnapshot(
        balance.shards().toArray(Short[]::new), holding.generation + (gained ? 1 : 0));
    usableUntilNanos = askedNanos + ttl.toNanos() - ttl.toNanos() / MARGIN_DIVISOR;
    renewedNanos = askedNanos;
    settled = balance.balanced();
    joined = true;
  }
}
