package dev.purereducer.alerts;

import dev.purereducer.cluster.Sql;
import java.util.concurrent.CompletableFuture;

/** A database in which commits and read models wait for locks, most of the time. */
final class SlowTables implements AutoCloseable {
  private static final String HOLD_UP = """
      BEGIN;
      LOCK TABLE workflow_state, workflow_projection IN SHARE MODE;
      SELECT pg_sleep(0.6);
      COMMIT;
      SELECT pg_sleep(0.1);
      """;

  private final CompletableFuture<Void> running;
  private volatile boolean ended;

  SlowTables(Sql sql) {
    running = CompletableFuture.runAsync(() -> {
      while (!ended) {
        sql.execute(HOLD_UP);
      }
    });
  }

  @Override
  public void close() {
    ended = true;
    running.join();
  }
}
