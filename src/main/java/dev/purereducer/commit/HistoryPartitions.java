package dev.purereducer.commit;

import dev.purereducer.database.BoundedStatement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * Partitions of the history, created months ahead so that none is missing at the turn of a month. The
 * month is that of the database's clock. Creating one blocks neither readers nor commits.
 */
@Singleton
class HistoryPartitions {
  /** A partition that cannot be created now has this many months of further attempts. */
  private static final int MONTHS_AHEAD = 3;

  /** More than the lock timeout of the statement. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final Pool pool;

  HistoryPartitions(Pool pool) {
    this.pool = pool;
  }

  /**
   * Creates the partitions of this month and the next ones, if they do not exist. Each is tried, and
   * the failures are emitted together.
   */
  Uni<Void> createAhead() {
    var all = IntStream.rangeClosed(0, MONTHS_AHEAD).mapToObj(this::create).toList();
    return Uni.join().all(all).usingConcurrencyOf(1).andCollectFailures().replaceWithVoid();
  }

  /**
   * Creates the partition of this month, for a commit that found none. Never fails: the next attempt of
   * the commit shows whether it exists.
   */
  Uni<Void> createCurrent() {
    return create(0).onFailure().recoverWithNull();
  }

  private Uni<Void> create(int monthsAhead) {
    return BoundedStatement.run(
            pool, CommitSql.CREATE_HISTORY_PARTITION, Tuple.of(monthsAhead), MAX_WAIT)
        .replaceWithVoid();
  }
}
