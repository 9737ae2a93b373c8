package dev.purereducer.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** The tables {@code outbox_lease} and {@code outbox_relay}, as one relay sees them. */
final class LeaseTable {
  /**
   * What a relay holds after a renewal.
   *
   * @param shards those that it may go on publishing
   * @param settled it holds its share, and no more
   */
  record Balance(Set<Short> shards, boolean balanced) {}

  private final Pool pool;
  private final String owner;
  private final int shards;
  private final Duration ttl;

  LeaseTable(Pool pool, RelaySettings settings) {
    this.pool = pool;
    this.owner = settings.owner();
    this.shards = settings.shards();
    this.ttl = settings.publish().leaseTtl();
  }

  Uni<Void> addMissing() {
    return pool.preparedQuery(LeaseSql.ADD_MISSING_LEASES)
        .execute(Tuple.of(shards))
        .replaceWithVoid();
  }

  /** Shards of the batch under way stay leased, even if the relay has too many. */
  Uni<Balance> renewAndBalance(Short[] underWay) {
    return pool.preparedQuery(LeaseSql.RENEW_AND_BALANCE)
        .execute(Tuple.of(owner, ttl.toMillis(), shards, underWay))
        .map(LeaseTable::balance);
  }

  /** Frees every lease of this relay and signs it off. */
  Uni<Void> leave() {
    return pool.preparedQuery(LeaseSql.LEAVE).execute(Tuple.of(owner)).replaceWithVoid();
  }

  private static Balance balance(RowSet<Row> answer) {
    Set<Short> fair = new TreeSet<>();
    boolean tooMany = false;
    long share = 0;
    for (Row row : answer) {
      share = row.getLong("fair_shards");
      var shard = row.getShort("shard");
      if (shard != null && row.getBoolean("fair")) {
        fair.add(shard);
      } else if (shard != null) {
        tooMany = true;
      }
    }
    return new Balance(fair, !tooMany && fair.size() == share);
  }
}
