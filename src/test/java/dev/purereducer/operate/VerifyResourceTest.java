package dev.purereducer.operate;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VerifyResourceTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final String key = "verify:" + UUID.randomUUID();

  @Inject
  Pool pool;

  @Test
  void unchangedWorkflow_isConsistent() {
    commitOne();
    commitOne();

    verify()
        .statusCode(200)
        .body("workflow_key", equalTo(key))
        .body("version", equalTo(2))
        .body("actions", equalTo(2))
        .body("consistent", equalTo(true))
        .body("findings", empty());
  }

  @Test
  void stateChangedInTheDatabase_isAFinding() {
    commitOne();

    pool.preparedQuery("UPDATE workflow_state SET state = '{\"value\": 7}' WHERE workflow_key = $1")
        .execute(Tuple.of(key))
        .await()
        .atMost(SOON);

    verify()
        .statusCode(200)
        .body("consistent", equalTo(false))
        .body("findings.finding", contains("state-differs"))
        .body("findings.version", contains(1));
  }

  @Test
  void unknownWorkflow_isNotFound() {
    verify().statusCode(404).body("type", equalTo("urn:pure-reducer:problem:not-found"));
  }

  @Test
  void keyWithNulCharacter_isNotFound() {
    given()
        .urlEncodingEnabled(false)
        .post("/v1/workflows/a%00b/verify")
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:pure-reducer:problem:not-found"));
  }

  @Test
  void wrongMethod_isNotAllowed() {
    given().get("/v1/workflows/{key}/verify", key).then().statusCode(405);
  }

  private void commitOne() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"reducer\": \"counter\", \"payload\": {}}")
        .post("/v1/workflows/{key}/actions", key)
        .then()
        .statusCode(200);
  }

  private ValidatableResponse verify() {
    return given().post("/v1/workflows/{key}/verify", key).then();
  }
}
