package dev.purereducer.performance;

import dev.purereducer.cluster.Sql;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What stands in PostgreSQL, waited for. */
final class Stores {
  /** Work that is not done by then is lost. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(120);

  private static final Duration LOOK = Duration.ofMillis(10);

  private final Sql sql;

  Stores(Bench bench) {
    sql = bench.postgres().sql();
  }

  Sql sql() {
    return sql;
  }

  /** Until as many actions are committed as were acknowledged. */
  void awaitCommitted(Acknowledged acknowledged) {
    var keys = acknowledged.keys();
    await("commits", () -> committed(keys) >= acknowledged.total());
  }

  private long committed(Keys keys) {
    return sql.number("""
        SELECT coalesce(sum(version), 0)
        FROM workflow_state
        WHERE workflow_key >= ?
          AND workflow_key < ?
        """, keys.prefix(), keys.end());
  }

  /** Until the read model is where the canonical store is. */
  void awaitProjected(Keys keys) {
    await("projection", () -> behind(keys) == 0);
  }

  private long behind(Keys keys) {
    return sql.number("""
        SELECT count(*)
        FROM workflow_state s
        LEFT JOIN workflow_projection p ON p.workflow_key = s.workflow_key
        WHERE s.workflow_key >= ?
          AND s.workflow_key < ?
          AND s.version IS DISTINCT FROM p.version
        """, keys.prefix(), keys.end());
  }

  private static void await(String what, BooleanSupplier done) {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + " not complete after " + MAX_WAIT);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
