package dev.purereducer.commit;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import dev.purereducer.testkit.LogCapture;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A workflow whose state only another instance can read, as during an upgrade. */
@QuarkusTest
class NewerSchemaTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int VERSIONS = 2;

  @Inject
  Lanes lanes;

  @Inject
  Pool pool;

  private String key;

  @BeforeEach
  void store() {
    key = StoredWorkflow.counter(pool, VERSIONS);
    change("counter", 99);
  }

  @Test
  void actionFromKafka_waitsForAnInstanceThatCanReadTheState() {
    try (var log = new LogCapture(CommitResultHandler.class)) {
      var outcome = lanes
          .submitWithoutDeadline(ActionCommandBuilder.add(key, 1))
          .subscribeAsCompletionStage();
      await().atMost(SOON).until(() -> log.lines().stream().anyMatch(it -> it.contains(key)));
      assertFalse(outcome.isDone());

      change("counter", 1);

      assertEquals(
          VERSIONS + 1, assertInstanceOf(Committed.class, outcome.join()).version());
    }
  }

  @Test
  void actionWithADeadline_failsTemporarily() {
    var outcome = lanes.submit(ActionCommandBuilder.add(key, 1));

    assertThrows(NotDeployedException.class, () -> outcome.await().atMost(SOON));
  }

  @ParameterizedTest
  @CsvSource({"counter,99", "deployed-elsewhere,1"})
  void currentState_isReadByAnotherInstance(String reducer, int schemaVersion) {
    change(reducer, schemaVersion);

    for (var query : new String[] {"consistency=strong", "at_version=2"}) {
      given()
          .get("/v1/workflows/{key}?" + query, key)
          .then()
          .statusCode(503)
          .header("Retry-After", notNullValue())
          .body("type", equalTo("urn:pure-reducer:problem:reducer-version-unavailable"));
    }
    given()
        .post("/v1/workflows/{key}/verify", key)
        .then()
        .statusCode(200)
        .body("consistent", equalTo(true))
        .body("not_checked[0].to", equalTo(2));
  }

  @Test
  void pastStateOfAnUnknownReducer_isNotComputable() {
    change("deployed-elsewhere", 1);

    given()
        .get("/v1/workflows/{key}?at_version=1", key)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:pure-reducer:problem:reducer-version-unavailable"))
        .body("readable_versions", equalTo(""));
  }

  private void change(String reducer, int schemaVersion) {
    StoredWorkflow.sql(
        pool,
        "UPDATE workflow_state SET reducer = $2, schema_version = $3 WHERE workflow_key = $1",
        Tuple.of(key, reducer, schemaVersion));
  }
}
