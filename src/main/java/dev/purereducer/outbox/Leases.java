package dev.purereducer.outbox;

import dev.purereducer.database.BoundedStatement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * The outbox shards leased by this relay: renewed by its lease loop, used by its publish loop.
 *
 * <p>The database's clock decides when a lease expires. The two clocks are never compared: this
 * side measures the lease on its monotonic clock, from before it sends the renewal, and stops using
 * the lease a safety margin earlier.
 */
final class Leases {
  /** Steps of the lease loop per renewal period. */
  static final int STEPS_PER_RENEWAL = 10;

  /** The last fifth of a lease is not used: margin for clock drift. */
  private static final int MARGIN_DIVISOR = 5;

  private static final Short[] NO_SHARDS = {};

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

  /** The shards of the current batch. */
  private record InUse(Short[] shards, long sinceNanos) {}

  /**
   * The result of a renewal.
   *
   * @param fairShards held shards within the relay's share
   * @param balanced the relay holds exactly its share
   */
  private record LeaseBalance(Set<Short> fairShards, boolean balanced) {}

  private static final InUse IDLE = new InUse(NO_SHARDS, 0);

  private final Pool pool;
  private final String owner;
  private final int shardCount;
  private final PublishConfig config;
  private final LongSupplier nanoClock;

  // confined to the lease loop
  private boolean initialized;
  private boolean registered;
  private boolean balanced;
  private long renewedNanos;

  private volatile Set<Short> shards = Set.of();
  private volatile LeaseSnapshot held = new LeaseSnapshot(NO_SHARDS, 0);
  private volatile long usableUntilNanos;
  private volatile InUse inUse = IDLE;

  /** {@code owner} must be unique among all relays, past ones included. */
  Leases(Pool pool, String owner, int shardCount, PublishConfig config, LongSupplier nanoClock) {
    this.pool = pool;
    this.owner = owner;
    this.shardCount = shardCount;
    this.config = config;
    this.nanoClock = nanoClock;
    this.usableUntilNanos = nanoClock.getAsLong();
  }

  /** The shards of the next batch. They stay leased, if possible, until {@link #endBatch}. */
  LeaseSnapshot beginBatch() {
    var snapshot = usable();
    inUse = new InUse(snapshot.shards, nanoClock.getAsLong());
    return snapshot;
  }

  /** To be called after the batch, whether it was published or failed. */
  void endBatch() {
    inUse = IDLE;
  }

  /** The shards that may be published now; empty when the lease may have expired. */
  LeaseSnapshot usable() {
    var current = held;
    return nanoClock.getAsLong() - usableUntilNanos < 0
        ? current
        : new LeaseSnapshot(NO_SHARDS, current.generation);
  }

  int usableCount() {
    return usable().shards.length;
  }

  /** One step of the lease loop. Always returns false: the loop may wait its interval. */
  Uni<Boolean> renewIfDue() {
    if (batchTimedOut()) {
      return registered ? release().replaceWith(false) : Uni.createFrom().item(false);
    }
    long now = nanoClock.getAsLong();
    if (registered && balanced && now - renewedNanos < config.leaseRenewal().toNanos()) {
      return Uni.createFrom().item(false);
    }
    return insertMissing()
        .chain(this::renewAndBalance)
        .ifNoItem()
        .after(config.leaseTtl())
        .fail()
        .invoke(balance -> renewed(now, balance))
        .replaceWith(false);
  }

  /** Frees all shards, so that other relays need not wait for the leases to expire. */
  Uni<Void> release() {
    shards = Set.of();
    held = new LeaseSnapshot(NO_SHARDS, held.generation);
    return BoundedStatement.run(pool, OutboxSql.RELEASE_ALL, Tuple.of(owner))
        .invoke(() -> registered = false)
        .replaceWithVoid();
  }

  private boolean batchTimedOut() {
    var batch = inUse;
    return batch != IDLE
        && nanoClock.getAsLong() - batch.sinceNanos > config.batchTimeout().toNanos();
  }

  private Uni<Void> insertMissing() {
    return initialized
        ? Uni.createFrom().voidItem()
        : BoundedStatement.run(pool, OutboxSql.INSERT_MISSING_LEASES, Tuple.of(shardCount))
            .invoke(() -> initialized = true)
            .replaceWithVoid();
  }

  private Uni<LeaseBalance> renewAndBalance() {
    var parameters = Tuple.of(owner, config.leaseTtl().toMillis(), shardCount, inUse.shards);
    return BoundedStatement.run(pool, OutboxSql.RENEW_AND_BALANCE, parameters).map(Leases::balance);
  }

  private static LeaseBalance balance(RowSet<Row> rows) {
    Set<Short> fairShards = new TreeSet<>();
    boolean aboveShare = false;
    long share = 0;
    for (Row row : rows) {
      share = row.getLong("fair_shards");
      var shard = row.getShort("shard");
      if (shard != null && row.getBoolean("fair")) {
        fairShards.add(shard);
      } else if (shard != null) {
        aboveShare = true;
      }
    }
    return new LeaseBalance(fairShards, !aboveShare && fairShards.size() == share);
  }

  private void renewed(long requestedNanos, LeaseBalance balance) {
    boolean gained = !shards.containsAll(balance.fairShards);
    long ttlNanos = config.leaseTtl().toNanos();
    shards = balance.fairShards;
    held = new LeaseSnapshot(shards.toArray(Short[]::new), held.generation + (gained ? 1 : 0));
    usableUntilNanos = requestedNanos + ttlNanos - ttlNanos / MARGIN_DIVISOR;
    renewedNanos = requestedNanos;
    balanced = balance.balanced;
    registered = true;
  }
}
