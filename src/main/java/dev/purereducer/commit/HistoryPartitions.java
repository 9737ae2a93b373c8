package dev.purereducer.commit;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.database.SqlErrors;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Partitions of the history, created months ahead so that none is missing at the turn of a month. A
 * missing one is no failure: its rows go to the default partition, and move when it is created.
 */
final class HistoryPartitions {
  private static final Logger LOG = Logger.getLogger(HistoryPartitions.class);

  /** A partition that cannot be created now has this many months of further attempts. */
  private static final int MONTHS_AHEAD = 3;

  /** Each attempt may block readers of the default partition for the lock timeout of a second. */
  private static final Duration RETRY_INTERVAL = Duration.ofMinutes(1);

  private final Pool pool;
  private volatile long failedNanos;
  private volatile boolean failed;

  HistoryPartitions(Pool pool) {
    this.pool = pool;
  }

  /** Creates the partitions of this month and the next ones, if they do not exist. Never fails. */
  Uni<Void> createAhead() {
    if (failed && System.nanoTime() - failedNanos < RETRY_INTERVAL.toNanos()) {
      return Uni.createFrom().voidItem();
    }
    failed = false;
    return Multi.createFrom()
        .range(0, MONTHS_AHEAD + 1)
        .onItem()
        .transformToUniAndConcatenate(this::create)
        .onItem()
        .ignoreAsUni()
        .onFailure()
        .invoke(failure -> failed(SqlErrors.describe(failure)))
        .onFailure()
        .recoverWithNull();
  }

  /** Emits whether the partition exists now, or is being created by another instance. */
  Uni<Boolean> create(int monthsAhead) {
    return BoundedStatement.run(pool, CommitSql.CREATE_HISTORY_PARTITION, Tuple.of(monthsAhead))
        .map(rows -> !Boolean.FALSE.equals(rows.iterator().next().getBoolean(0)))
        .invoke(exists -> {
          if (!exists) {
            failed("the default partition has more than 10000 rows of month +" + monthsAhead);
          }
        });
  }

  private void failed(String reason) {
    failed = true;
    failedNanos = System.nanoTime();
    LOG.warnf("history partition could not be created, will be retried: %s", reason);
  }
}
