package dev.purereducer.read;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.http.ProblemType;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HistoryResourceTest {
  @Inject
  Pool pool;

  @Inject
  ReadStore store;

  @Test
  void history_continuesOnTheNextPage() {
    var key = StoredWorkflow.counter(pool, 5);

    var versions = new ArrayList<Integer>();
    var url = "/v1/workflows/" + key.replace(":", "%3A") + "/history?limit=2";
    while (url != null) {
      var page = given()
          .urlEncodingEnabled(false)
          .get(url)
          .then()
          .statusCode(200)
          .body("workflow_key", equalTo(key))
          .extract();
      versions.addAll(page.jsonPath().getList("items.version", Integer.class));
      var link = page.header("Link");
      url = link == null ? null : link.substring(1, link.indexOf(">; rel=\"next\""));
    }

    assertEquals(List.of(1, 2, 3, 4, 5), versions);
  }

  @Test
  void stateAtAVersion_isAlsoAtTheAddressOfTheWorkflow() {
    var key = StoredWorkflow.counter(pool, 3);

    var here = given().get("/v1/workflows/{key}?at_version=2", key).then().statusCode(200);
    var there = given().get("/v1/workflows/{key}/history?at_version=2", key).asString();

    assertEquals(there, here.header("ETag", startsWith("\"2-")).extract().asString());
    for (var other : List.of("min_version=1", "max_wait_ms=1", "consistency=strong")) {
      given().get("/v1/workflows/{key}?at_version=2&" + other, key).then().statusCode(400);
    }
    given().get("/v1/workflows/{key}?at_version=4", key).then().statusCode(404);
    given().get("/v1/workflows/{key}/history?at_version=2&limit=1", key).then().statusCode(400);
  }

  @Test
  void state_hasTheSameTextStoredAndComputed() {
    var key = "text:" + UUID.randomUUID();
    var state = "{\"bb\":1.5,\"é\":\"\\u001F\",\"aaa\":{\"b\":1,\"a a\":[]}}";
    var payload = "{\"aaa\":{\"a a\":[],\"b\":1},\"é\":\"\\u001f\",\"bb\":1.50}";

    var first = document(key, "a", payload);
    var atTheTime = given().get("/v1/workflows/{key}?at_version=1", key).asString();
    document(key, "b", "{\"later\":1}");

    assertTrue(first.contains("\"state\":" + state), first);
    assertTrue(document(key, "a", payload).contains("\"state\":" + state));
    assertTrue(atTheTime.contains("\"state\":" + state), atTheTime);
    assertEquals(atTheTime, given().get("/v1/workflows/{key}?at_version=1", key).asString());
    var history = given().get("/v1/workflows/{key}/history", key).asString();
    assertTrue(history.contains("\"payload\":" + state), history);
  }

  private static String document(String key, String id, String payload) {
    return given()
        .header("Prefer", "return=representation")
        .contentType("application/json")
        .body("{\"action_id\":\"" + id + "\",\"reducer\":\"document\",\"payload\":" + payload + "}")
        .post("/v1/workflows/{key}/actions", key)
        .asString();
  }

  @Test
  void entry_hasActionIntentsAndChain() {
    var key = StoredWorkflow.counter(pool, 2);

    given()
        .queryParam("after", 1)
        .get("/v1/workflows/{key}/history", key)
        .then()
        .body("items.size()", is(1))
        .body("items[0].version", is(2))
        .body("items[0].action_id", equalTo("a2"))
        .body("items[0].action.reducer", equalTo("counter"))
        .body("items[0].action.payload.add", is(2))
        .body("items[0].intents.size()", is(0))
        .body("items[0].chain", matchesPattern("[0-9a-f]{64}"))
        .body("items[0].committed_at", matchesPattern("\\d{4}-.*Z"));
  }

  @Test
  void pageLimitedByBytes_reportsFurtherRows() {
    var key = StoredWorkflow.counter(pool, 3);
    var sql = ReadSql.SELECT_HISTORY;

    var rows = store.run(sql, Tuple.of(key, 0L, 10, 1L)).await().atMost(Duration.ofSeconds(5));

    assertEquals(1, rows.size());
    assertTrue(rows.iterator().next().getLong("candidates") > 1);
  }

  @Test
  void pageAfterTheEnd_isEmpty() {
    var key = StoredWorkflow.counter(pool, 2);

    given()
        .queryParam("after", 2)
        .get("/v1/workflows/{key}/history", key)
        .then()
        .statusCode(200)
        .body("items.size()", is(0));
  }

  @Test
  void unknownWorkflow_isNotFound() {
    var key = StoredWorkflow.uniqueKey("h");

    given().get("/v1/workflows/{key}/history", key).then().statusCode(404);
    given()
        .queryParam("at_version", 1)
        .get("/v1/workflows/{key}/history", key)
        .then()
        .statusCode(404);
  }

  @Test
  void stateAtAVersion_isTheFoldOfItsActions() {
    var key = StoredWorkflow.counter(pool, 4);

    for (int version = 1; version <= 4; version++) {
      given()
          .queryParam("at_version", version)
          .get("/v1/workflows/{key}/history", key)
          .then()
          .statusCode(200)
          .header("ETag", startsWith("\"" + version + "-"))
          .body("workflow_key", equalTo(key))
          .body("version", is(version))
          .body("reducer", equalTo("counter"))
          // 1 + 2 + … + version
          .body("state.value", is(version * (version + 1) / 2));
    }
    given()
        .queryParam("at_version", 5)
        .get("/v1/workflows/{key}/history", key)
        .then()
        .statusCode(404);
    given()
        .queryParam("at_version", 0)
        .get("/v1/workflows/{key}/history", key)
        .then()
        .statusCode(400);
  }

  @Test
  void corruptHistory_isAProblem() {
    var key = StoredWorkflow.counter(pool, 4);
    StoredWorkflow.sql(
        pool,
        "DELETE FROM workflow_history WHERE workflow_key = $1 AND version = 2",
        Tuple.of(key));

    given()
        .queryParam("at_version", 3)
        .get("/v1/workflows/{key}/history", key)
        .then()
        .statusCode(500)
        .contentType("application/problem+json")
        .body("type", equalTo(ProblemType.DAMAGED_HISTORY.uri()));
  }
}
