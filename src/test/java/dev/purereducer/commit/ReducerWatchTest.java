package dev.purereducer.commit;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Lanes.QueueFullException;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.reduce.Json;
import dev.purereducer.testkit.KafkaSender;
import dev.purereducer.testkit.LogCapture;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reducers that do not return until a test ends. */
@QuarkusTest
class ReducerWatchTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final int MAX_TIMEOUTS = 2;

  private final String key = "hanging:" + UUID.randomUUID();

  @Inject
  TestLanes testLanes;

  @Inject
  ReducerTimeouts timeouts;

  @Inject
  Pool pool;

  @Inject
  StoredRows rows;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private ReducerWatch watch;
  private Lanes lanes;

  @BeforeEach
  void start() {
    watch = testLanes.watch(TIMEOUT);
    lanes = testLanes.watchedBy(watch);
  }

  @AfterEach
  void stop() {
    FailingReducer.released.complete(null);
    lanes.stop(null);
    watch.stop(null);
    watch.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hang", "hang-encode", "hang-decode"})
  void reducerThatDoesNotReturn_isNamedWithItsAction_andCounted(String kind) {
    if (kind.equals("hang-decode")) {
      storeUndecodableState();
    }
    FailingReducer.released = new CompletableFuture<>();
    try (var log = new LogCapture(ReducerWatch.class)) {
      var failure = assertThrows(
          StoreUnavailableException.class,
          () -> outcome(action("hanging", kind.replace("hang-decode", "text"))));

      assertEquals("the reducer has not returned", failure.getMessage());
      var named = "reducer=trouble workflow_key=" + key + " action_id=hanging";
      assertTrue(log.lines().stream().anyMatch(line -> line.contains(named)), named);
      awaitCounted(log);
    }
    FailingReducer.released.complete(null);
  }

  @Test
  void blockedLane_refusesFurtherActions() {
    FailingReducer.released = new CompletableFuture<>();

    assertThrows(StoreUnavailableException.class, () -> outcome(action("hanging", "hang")));

    assertThrows(QueueFullException.class, () -> outcome(action("next", "text")));
  }

  @Test
  void reducerThatReturnsLate_isNotCounted() {
    FailingReducer.released = new CompletableFuture<>();
    try (var log = new LogCapture(ReducerWatch.class)) {
      var late = lanes.submitWithoutDeadline(action("late", "hang")).subscribeAsCompletionStage();
      awaitCounted(log);

      FailingReducer.released.complete(null);

      assertInstanceOf(Committed.class, late.join());
    }
    await().atMost(SOON).until(() -> counted("late") == 0);
  }

  @Test
  void actionThatTimedOutTooOften_isRejectedByEveryInstance() {
    var action = action("often", "hang");
    for (int i = 0; i < MAX_TIMEOUTS - 1; i++) {
      timeouts.count(action);
    }
    assertFalse(timeouts.isSetAside(action));
    pool.preparedQuery(ReducerSql.COUNT_TIMEOUT).executeAndAwait(Tuple.of(key, "often", "trouble"));
    timeouts.refresh().await().atMost(SOON);
    FailingReducer.released = new CompletableFuture<>();

    var rejected = assertInstanceOf(Rejected.class, outcome(action));

    assertEquals(Rejections.REDUCER_TIMEOUT, rejected.reason());
    assertInstanceOf(Committed.class, outcome(action("other", "text")));
  }

  @Test
  void actionFromKafka_thatTimedOutTooOften_isADeadLetter_untilItIsRedriven() {
    for (int i = 0; i < MAX_TIMEOUTS; i++) {
      timeouts.count(action("record", "text"));
    }
    try (var sender = new KafkaSender(bootstrap)) {
      sender.send(
          "actions",
          key,
          "{\"action_id\":\"record\",\"reducer\":\"trouble\",\"payload\":\"text\"}");
    }
    var deadLetters = "SELECT id, reason FROM dead_letter WHERE workflow_key = $1";
    var letter = await()
        .atMost(SOON)
        .until(() -> rows.select(deadLetters, key), it -> !it.isEmpty())
        .getFirst();

    assertEquals("reducer-timeout", letter.getString("reason"));
    given()
        .post("/v1/dead-letters/{id}/redrive", letter.getLong("id"))
        .then()
        .statusCode(200)
        .body("version", equalTo(1));
    assertEquals(0, counted("record"));
  }

  /** Without an event, whose read model would hang as well. */
  private void storeUndecodableState() {
    StoredWorkflow.counter(pool, key, 1);
    StoredWorkflow.sql(pool, """
        UPDATE workflow_state SET reducer = 'trouble', state = '{"text": "hang-decode"}'
        WHERE workflow_key = $1
        """, Tuple.of(key));
  }

  /** The test's own queries may need the event loop that is blocked. */
  private void awaitCounted(LogCapture log) {
    await()
        .atMost(SOON)
        .until(() -> log.lines().stream()
            .anyMatch(line -> line.contains(key) && line.contains("timeout 1 of 2")));
  }

  private Outcome outcome(ActionCommand action) {
    return lanes.submit(action).await().atMost(SOON);
  }

  private ActionCommand action(String id, String payload) {
    return ActionCommandBuilder.of(key, "trouble", Json.of(payload)).id(id).build();
  }

  private int counted(String id) {
    var rows = pool.preparedQuery(
            "SELECT timeouts FROM reducer_timeout WHERE workflow_key = $1 AND action_id = $2")
        .execute(Tuple.of(key, id))
        .await()
        .atMost(SOON);
    return rows.size() == 0 ? 0 : rows.iterator().next().getInteger(0);
  }
}
