package dev.purereducer.alerts;

import dev.purereducer.testkit.Sql;
import java.util.concurrent.CompletableFuture;

/** Table locks that block commits and projections most of the time, until they are closed. */
final class TableLocks implements AutoCloseable {
  private static final String LOCK_AND_RELEASE = """
      BEGIN;
      LOCK TABLE workflow_state, workflow_projection IN SHARE MODE;
      SELECT pg_sleep(0.6);
      COMMIT;
      SELECT pg_sleep(0.1);
      """;

  private final CompletableFuture<Void> running;
  private volatile boolean closed;

  TableLocks(Sql sql) {
    running = CompletableFuture.runAsync(() -> {
      while (!closed) {
        sql.execute(LOCK_AND_RELEASE);
      }
    });
  }

  @Override
  public void close() {
    closed = true;
    running.join();
  }
}
