package dev.purereducer.commit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.database.Database;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.database.StoreUnavailableException;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Statements that wait too long end on the server too. */
@QuarkusTest
class StatementTimeoutTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final String key = "timeout:" + UUID.randomUUID();
  private final String marker = "/* " + key + " */";

  @Inject
  Pool pool;

  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Inject
  Lanes lanes;

  @Test
  void lockedRow_delaysItsOwnWorkflowOnly() {
    lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);
    var holder = pool.getConnection().await().atMost(SOON);
    var transaction = holder.begin().await().atMost(SOON);
    var lock = "SELECT 1 FROM workflow_state WHERE workflow_key = '%s' FOR UPDATE";
    holder.query(lock.formatted(key)).execute().await().atMost(SOON);

    var blocked = lanes.submit(ActionCommandBuilder.add(key, 1)).subscribeAsCompletionStage();
    await().atMost(SOON).until(() -> waitingForLocks() == 1);
    var other =
        lanes.submit(ActionCommandBuilder.add(key + "-other", 1)).await().atMost(SOON);

    assertInstanceOf(Committed.class, other);
    var failure = assertThrows(ExecutionException.class, () -> blocked.get(20, SECONDS));
    assertInstanceOf(StoreUnavailableException.class, failure.getCause());
    transaction.rollback().chain(holder::close).await().atMost(SOON);
    var after = lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);
    assertInstanceOf(Committed.class, after);
    await().atMost(SOON).until(() -> waitingForLocks() == 0);
  }

  @Test
  void lockTimeoutAndStatementTimeout_areToldApart() {
    var connection = new LaneConnection(vertx, database, TIMEOUT);
    var failure = connection
        .run(open -> open.query("SELECT pg_sleep(60)").execute())
        .map(_ -> (Throwable) null)
        .onFailure()
        .recoverWithItem(it -> it)
        .await()
        .atMost(SOON);

    assertTrue(SqlErrors.describe(failure).startsWith("statement timeout"), failure::toString);
    assertTrue(SqlErrors.isOutage(failure));
    connection.close().await().atMost(SOON);
  }

  /** Behind a pooler there is no timeout on the server. */
  @Test
  void clientSideTimeout_cancelsTheStatementOnTheServer() {
    var connection = new LaneConnection(vertx, database, TIMEOUT);
    var sleep = connection.run(open -> open.query("SET statement_timeout = 0")
        .execute()
        .chain(() -> open.query("SELECT pg_sleep(600) " + marker).execute()));

    assertThrows(StoreUnavailableException.class, () -> sleep.await().atMost(SOON));

    await().atMost(SOON).until(() -> running() == 0);
  }

  private long running() {
    return count("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600) " + marker
        + "%' AND state = 'active' AND pid <> pg_backend_pid()");
  }

  private long waitingForLocks() {
    return count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        + " AND query LIKE '%workflow_state%' AND datname = current_database()");
  }

  private long count(String sql) {
    return pool.query(sql).execute().await().atMost(SOON).iterator().next().getLong(0);
  }
}
