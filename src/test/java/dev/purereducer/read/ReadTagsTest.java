package dev.purereducer.read;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.purereducer.history.StoredWorkflow;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entity tags of read models and past states. */
@QuarkusTest
class ReadTagsTest {
  @Inject
  Pool pool;

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/%s", "\"3\", %s", ",%s , \"a,b\"", "*"})
  void currentTagInIfNoneMatch_isNotModified(String ifNoneMatch) {
    var key = StoredWorkflow.counter(pool, 4);
    ProjectedWorkflow.counter(pool, key, 4);

    for (var query : List.of("", "?consistency=strong", "?at_version=3")) {
      var tag = tag(key, query);
      given()
          .header("If-None-Match", ifNoneMatch.formatted(tag))
          .get("/v1/workflows/{key}" + query, key)
          .then()
          .statusCode(304)
          .header("ETag", tag)
          .body(equalTo(""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"4\"", "\"3\"", "\"4-00000000\"", "4", "\"4", "W/*"})
  void otherTagInIfNoneMatch_isModified(String ifNoneMatch) {
    var key = StoredWorkflow.uniqueKey("w");
    ProjectedWorkflow.counter(pool, key, 4);

    given()
        .header("If-None-Match", ifNoneMatch)
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(200);
  }

  @Test
  void severalIfNoneMatchHeaders_areOneList() {
    var key = StoredWorkflow.uniqueKey("w");
    ProjectedWorkflow.counter(pool, key, 4);

    given()
        .header("If-None-Match", "\"3\"", tag(key, ""))
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(304);
  }

  @Test
  void changedRepresentationOfAVersion_hasAnotherTag() {
    var key = StoredWorkflow.uniqueKey("w");
    ProjectedWorkflow.counter(pool, key, 4);
    var before = tag(key, "");
    var update = "UPDATE workflow_projection SET extras = '{\"a\": 1}' WHERE workflow_key = $1";
    StoredWorkflow.sql(pool, update, Tuple.of(key));

    given()
        .header("If-None-Match", before)
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(200)
        .header("ETag", not(before));
  }

  /** The tag of a read is a valid precondition of an action. */
  @Test
  void tagOfARead_isAPreconditionOfAnAction() {
    var key = StoredWorkflow.counter(pool, 2);
    var tag = tag(key, "?consistency=strong");

    for (int status : new int[] {200, 412}) {
      given()
          .contentType(ContentType.JSON)
          .header("If-Match", tag)
          .body("{\"reducer\":\"counter\",\"payload\":{\"add\":1}}")
          .post("/v1/workflows/{key}/actions", key)
          .then()
          .statusCode(status)
          .header("ETag", "\"3\"");
    }
  }

  private static String tag(String key, String query) {
    return given()
        .get("/v1/workflows/{key}" + query, key)
        .then()
        .statusCode(200)
        .extract()
        .header("ETag");
  }
}
