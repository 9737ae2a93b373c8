package dev.purereducer.read;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.http.Permits.NoPermitException;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemMapper;
import dev.purereducer.http.ProblemType;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class WorkflowResourceTest {
  @Inject
  Pool pool;

  @Inject
  ReadMeters meters;

  @Test
  void readModel_isReturnedWithVersionSourceAndLag() {
    var key = StoredWorkflow.uniqueKey("w");
    ProjectedWorkflow.insert(pool, key, 4, "counter", "open");

    given()
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("ETag", matchesPattern("\"4-[0-9a-f]{8}\""))
        .header("X-Source", "projection")
        .header("X-Projection-Lag-Ms", "0")
        .body("workflow_key", equalTo(key))
        .body("version", is(4))
        .body("reducer", equalTo("counter"))
        .body("namespace", equalTo("w"))
        .body("tag", equalTo("open"))
        .body("last_action.action_id", equalTo("a4"))
        .body("indices.value", is(10))
        .body("extras.size()", is(0))
        .body("updated_at", notNullValue());
  }

  @Test
  void strongRead_returnsTheSameReadModelFromTheCanonicalStore() {
    var key = StoredWorkflow.counter(pool, 4);
    ProjectedWorkflow.counter(pool, key, 4);

    var projected = given().get("/v1/workflows/{key}", key).jsonPath().getMap("$");
    var canonical = given()
        .queryParam("consistency", "strong")
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(200)
        .header("ETag", startsWith("\"4-"))
        .header("X-Source", "canonical")
        .extract()
        .jsonPath()
        .getMap("$");

    projected.remove("updated_at");
    canonical.remove("updated_at");
    assertEquals(projected, canonical);
  }

  @Test
  void versionAboveTheCanonicalOne_isAConflictWithTheCurrentVersion() {
    var key = StoredWorkflow.counter(pool, 2);

    given()
        .queryParam("min_version", 3)
        .queryParam("max_wait_ms", 50)
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo(ProblemType.VERSION_NOT_REACHED.uri()))
        .body("version", is(2));
  }

  @Test
  void laggingProjection_isReadFromTheCanonicalStore() {
    var key = StoredWorkflow.counter(pool, 2);
    ProjectedWorkflow.counter(pool, key, 1);

    given()
        .queryParam("min_version", 2)
        .queryParam("max_wait_ms", 50)
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(200)
        .header("X-Source", "canonical")
        .header("X-Projection-Lag-Ms", notNullValue())
        .body("version", is(2));
  }

  @Test
  void unknownWorkflow_isNotFound() {
    given()
        .get("/v1/workflows/{key}", StoredWorkflow.uniqueKey("w"))
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", equalTo(ProblemType.NOT_FOUND.uri()));
  }

  @ParameterizedTest
  @CsvSource({
    "min_version, -1",
    "min_version, x",
    "min_version, 99999999999999999999",
    "max_wait_ms, -1",
    "max_wait_ms, 30001",
    "consistency, linear"
  })
  void invalidParameter_isABadRequest(String name, String value) {
    given()
        .queryParam(name, value)
        .get("/v1/workflows/any:key")
        .then()
        .statusCode(400)
        .body("type", equalTo(ProblemType.BAD_REQUEST.uri()));
  }

  @Test
  void keyWithU0000_isABadRequest() {
    given().urlEncodingEnabled(false).get("/v1/workflows/a%00b").then().statusCode(400);
  }

  @Test
  void list_continuesOnTheNextPage() {
    var namespace = StoredWorkflow.uniqueKey("list").replace(":", "-");
    for (var name : new String[] {"e f&g", "b", "d{x}", "a", "ü"}) {
      ProjectedWorkflow.counter(pool, namespace + ":" + name, 1);
    }

    var seen = new ArrayList<String>();
    var url = "/v1/workflows?limit=2&namespace=" + namespace;
    while (url != null) {
      var page =
          given().urlEncodingEnabled(false).get(url).then().statusCode(200).extract();
      seen.addAll(page.jsonPath().getList("items.workflow_key", String.class));
      var link = page.header("Link");
      assertEquals(link == null, page.jsonPath().get("next") == null);
      url = link == null ? null : link.substring(1, link.indexOf(">; rel=\"next\""));
    }

    assertEquals(
        Stream.of("a", "b", "d{x}", "e f&g", "ü")
            .map(name -> namespace + ":" + name)
            .toList(),
        seen);
  }

  @Test
  void list_isFilteredByNamespaceTagAndReducer() {
    var namespace = StoredWorkflow.uniqueKey("list").replace(":", "-");
    var tag = StoredWorkflow.uniqueKey("tag");
    ProjectedWorkflow.insert(pool, namespace + ":1", 1, "counter", tag);
    ProjectedWorkflow.insert(pool, namespace + ":2", 1, "document", tag);
    ProjectedWorkflow.insert(pool, namespace + ":3", 1, "counter", null);
    ProjectedWorkflow.insert(pool, namespace + "x:4", 1, "counter", tag);

    given().queryParam("tag", tag).get("/v1/workflows").then().body("items.size()", is(3));
    given()
        .queryParam("tag", tag)
        .queryParam("namespace", namespace)
        .get("/v1/workflows")
        .then()
        .body("items.workflow_key", contains(namespace + ":1", namespace + ":2"));
    given()
        .queryParam("namespace", namespace)
        .queryParam("reducer", "counter")
        .get("/v1/workflows")
        .then()
        .body("items.workflow_key", contains(namespace + ":1", namespace + ":3"))
        .body("next", nullValue());
    given()
        .queryParam("after", namespace + ":3")
        .queryParam("limit", 1)
        .get("/v1/workflows")
        .then()
        .body("items.workflow_key", contains(namespace + "x:4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "201", "x"})
  void invalidLimit_isABadRequest(String limit) {
    given().queryParam("limit", limit).get("/v1/workflows").then().statusCode(400);
    given().queryParam("limit", limit).get("/v1/workflows/a:b/history").then().statusCode(400);
  }

  @Test
  void instanceWithoutTheRole_answersUnavailable() {
    var response = problemResponse(Set.of(Role.INGEST), Uni.createFrom().nullItem());

    assertEquals(ProblemType.ROLE_OFF.status(), response.getStatus());
  }

  @Test
  void tooManyReaders_getRetryAfter() {
    var response = problemResponse(
        Set.of(Role.READ), Uni.createFrom().failure(new NoPermitException("replays")));

    assertEquals(429, response.getStatus());
    assertEquals("1", response.getHeaderString("Retry-After"));
  }

  @Test
  void unavailableDatabase_answersUnavailable() {
    var response =
        problemResponse(Set.of(Role.READ), Uni.createFrom().failure(new ConnectException("no")));

    assertEquals(ProblemType.STORE_UNAVAILABLE.status(), response.getStatus());
    assertEquals("1", response.getHeaderString("Retry-After"));
  }

  private Response problemResponse(Set<Role> roles, Uni<Object> read) {
    var result = new ReadResponses(() -> roles, meters).of(() -> read);
    return new ProblemMapper()
        .toResponse(assertThrows(ProblemException.class, () -> result.await().indefinitely()));
  }
}
