package dev.purereducer.operate;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.purereducer.history.StoredWorkflow;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RebuildTest {
  @Inject
  Pool pool;

  private final String key = StoredWorkflow.uniqueKey("rebuild");

  @Test
  void missingReadModel_isCreated() {
    StoredWorkflow.counter(pool, key, 3);
    read().statusCode(200).header("X-Source", "canonical");

    rebuildKey().body("rebuilt", is(1)).body("failures", empty()).body("next", equalTo(key));

    read()
        .header("X-Source", "projection")
        .body("version", is(3))
        .body("indices.value", is(6))
        .body("namespace", equalTo("rebuild"))
        .body("last_action.action_id", equalTo("a3"));
  }

  @Test
  void readModelOfTheSameVersion_isOverwritten() {
    StoredWorkflow.counter(pool, key, 3);
    rebuildKey();
    update("indices = '{}'");

    rebuildKey();

    read().body("indices.value", is(6));
  }

  /** A newer row means that the materializer has already applied a later version. */
  @Test
  void newerReadModel_isUnchanged() {
    StoredWorkflow.counter(pool, key, 3);
    rebuildKey();
    update("version = 4");

    rebuildKey();

    read().body("version", is(4));
  }

  @Test
  void stateWithoutReducer_isReportedAndTheNextIsRebuilt() {
    StoredWorkflow.counter(pool, key, 3);
    StoredWorkflow.counter(pool, key + "+", 1);
    StoredWorkflow.sql(
        pool,
        "UPDATE workflow_state SET reducer = 'forgotten' WHERE workflow_key = $1",
        Tuple.of(key));

    rebuild(key.substring(0, key.length() - 1), 2)
        .body("rebuilt", is(1))
        .body("failures[0].workflow_key", equalTo(key))
        .body("failures[0].reason", equalTo("no-read-model"))
        .body("next", equalTo(key + "+"));
  }

  @Test
  void pageAfterTheLastKey_isEmptyAndHasNoNext() {
    rebuild("\uFFFF", 2).body("rebuilt", is(0)).body("next", nullValue());
  }

  @Test
  void unknownProjection_isNotFound() {
    given().post("/v1/projections/other/rebuild").then().statusCode(404);
  }

  private ValidatableResponse rebuildKey() {
    return rebuild(key.substring(0, key.length() - 1), 1);
  }

  private static ValidatableResponse rebuild(String after, int limit) {
    return given()
        .queryParam("after", after)
        .queryParam("limit", limit)
        .post("/v1/projections/workflow/rebuild")
        .then()
        .statusCode(200);
  }

  private ValidatableResponse read() {
    return given().get("/v1/workflows/{key}", key).then();
  }

  private void update(String assignment) {
    StoredWorkflow.sql(
        pool,
        "UPDATE workflow_projection SET " + assignment + " WHERE workflow_key = $1",
        Tuple.of(key));
  }
}
