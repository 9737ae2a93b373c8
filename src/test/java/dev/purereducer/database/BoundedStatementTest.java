package dev.purereducer.database;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BoundedStatementTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(150);

  private final String sleep = "SELECT pg_sleep(60) -- " + UUID.randomUUID();

  @Inject
  Database database;

  @Inject
  Pool shared;

  @Inject
  Vertx vertx;

  private Pool pool;

  @BeforeEach
  void openPoolOfOneConnection() {
    shared.size();
    pool = pool(database.connectOptions());
  }

  @AfterEach
  void close() {
    pool.closeAndAwait();
  }

  @Test
  void statementOverItsTime_isCancelledAndItsConnectionIsUsedAgain() {
    assertThrows(TimeoutException.class, () -> run(sleep, SHORT).await().atMost(SOON));

    assertOneAgain();
    assertEquals(0, running());
  }

  @Test
  void statementWhoseCallerHasGone_isCancelled() {
    var caller = run(sleep, SOON).subscribe().with(_ -> {});
    await().atMost(SOON).until(() -> running() == 1);

    caller.cancel();

    await().atMost(SOON).until(() -> running() == 0);
    assertOneAgain();
  }

  @Test
  void callerThatGoesWhileItWaitsForAConnection_takesNone() {
    var first = run(sleep, SOON).subscribe().with(_ -> {});
    await().atMost(SOON).until(() -> running() == 1);

    assertThrows(TimeoutException.class, () -> run("SELECT 1", SHORT).await().atMost(SOON));
    first.cancel();

    assertOneAgain();
  }

  /** The timer of the pool's own methods would fail after its time. */
  @Test
  void databaseThatRefusesConnections_leavesNoUncaughtFailure() {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    var other = Vertx.vertx();
    other.exceptionHandler(uncaught::add);
    var refused = PgBuilder.pool()
        .with(new PoolOptions()
            .setConnectionTimeout((int) SHORT.toMillis())
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .connectingTo(new PgConnectOptions().setHost("127.0.0.1").setPort(1))
        .using(other)
        .build();

    var failure = assertThrows(
        RuntimeException.class,
        () -> BoundedStatement.run(refused, "SELECT 1", Tuple.tuple(), SOON)
            .await()
            .atMost(SOON));

    assertTrue(SqlErrors.isOutage(failure.getCause()), () -> "failed with " + failure);
    await().during(SHORT.multipliedBy(2)).atMost(SOON).until(uncaught::isEmpty);
    other.closeAndForget();
  }

  private void assertOneAgain() {
    assertEquals(1, run("SELECT 1", SOON).await().atMost(SOON).size());
  }

  private Uni<RowSet<Row>> run(String sql, Duration maxWait) {
    return BoundedStatement.run(pool, sql, Tuple.tuple(), maxWait);
  }

  private long running() {
    var active = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = $1";
    return shared
        .preparedQuery(active)
        .execute(Tuple.of(sleep))
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getLong(0);
  }

  private Pool pool(PgConnectOptions options) {
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(1))
        .connectingTo(options)
        .using(vertx)
        .build();
  }
}
