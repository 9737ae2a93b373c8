package dev.purereducer.read;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.history.ReadModels;
import dev.purereducer.http.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists whose statements hang leave the database and the instance to others. */
@QuarkusTest
class ListLimitTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofMillis(700);
  private static final int LISTS = 24;
  private static final PageStore.ListFilter FILTER =
      new PageStore.ListFilter(null, null, "counter");

  @Inject
  Pool pool;

  @Inject
  ReadModels readModels;

  @Inject
  ReadConfig config;

  private SqlConnection holder;

  @BeforeEach
  void lockReadModels() {
    holder = pool.getConnection().await().atMost(SOON);
    query("BEGIN");
    query("LOCK TABLE workflow_projection IN ACCESS EXCLUSIVE MODE");
  }

  @AfterEach
  void unlock() {
    query("ROLLBACK");
    holder.close().await().atMost(SOON);
  }

  @Test
  void listsThatHang_areFewAtATimeAndLeaveNoStatementBehind() {
    var pages = pages();
    var lists = IntStream.range(0, LISTS).mapToObj(_ -> start(pages)).toList();
    await().atMost(SOON).until(() -> waitingStatements() > 0);

    assertTrue(waitingStatements() <= config.maxLists());
    given().get("/q/health/ready").then().statusCode(200);
    for (var list : lists) {
      list.awaitFailure(SOON).assertFailedWith(TimeoutException.class);
    }
    await().atMost(SOON).until(() -> waitingStatements() == 0);
  }

  @Test
  void listWhoseCallerHasGone_isCancelled() {
    var list = start(pages());
    await().atMost(SOON).until(() -> waitingStatements() == 1);

    list.cancel();

    await().atMost(TIMEOUT).until(() -> waitingStatements() == 0);
  }

  private UniAssertSubscriber<Page<ReadModels.WorkflowView>> start(PageStore pages) {
    Uni<Page<ReadModels.WorkflowView>> list = pages.workflows(FILTER, "", 1);
    return list.subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private long waitingStatements() {
    var waiting = "SELECT count(*) FROM pg_stat_activity"
        + " WHERE wait_event_type = 'Lock' AND query LIKE '%bytes_before%workflow_projection%'";
    return holder
        .query(waiting)
        .execute()
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getLong(0);
  }

  private void query(String sql) {
    assertEquals(0, holder.query(sql).execute().await().atMost(SOON).size());
  }

  /** The store with a short timeout. */
  private PageStore pages() {
    var hasty = (ReadConfig) Proxy.newProxyInstance(
        ReadConfig.class.getClassLoader(),
        List.of(ReadConfig.class).toArray(Class<?>[]::new),
        (_, method, arguments) -> method.getName().equals("statementTimeout")
            ? TIMEOUT
            : method.invoke(config, arguments));
    return new PageStore(new ReadStore(pool, readModels, hasty), hasty);
  }
}
