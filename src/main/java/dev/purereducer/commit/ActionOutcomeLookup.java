package dev.purereducer.commit;

import dev.purereducer.database.BoundedStatement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Looks up the recorded outcome of an earlier action. */
@ApplicationScoped
public class ActionOutcomeLookup {
  private final Pool pool;
  private final Duration maxWait;

  public ActionOutcomeLookup(Pool pool, CommitConfig config) {
    this.pool = pool;
    this.maxWait = config.maxWait();
  }

  /** Committed, rejected or gave up; empty if unknown, still in flight or expired. */
  public Uni<Optional<Outcome>> find(String workflowKey, String actionId) {
    var parameters = Tuple.of(workflowKey, actionId);
    return BoundedStatement.run(pool, CommitSql.SELECT_OUTCOME, parameters, maxWait)
        .map(rows -> {
          var row = rows.iterator();
          return row.hasNext() ? Optional.of(outcome(row.next())) : Optional.empty();
        });
  }

  private static Outcome outcome(Row row) {
    var attempts = row.getInteger("attempts");
    long version = row.getLong("version");
    return attempts != null
        ? new Outcome.GaveUp(version, attempts)
        : PgCanonicalStore.settled(row.getString("outcome"), version, row.getString("rejection"));
  }
}
