package dev.purereducer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The packaged service, JVM or native alike, as a process of its own: its main job once through. */
@QuarkusIntegrationTest
@QuarkusTestResource(LocalStackResource.class)
class PackagedServiceIT {
  @Test
  void started_isReady() {
    given().get("/q/health").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void actionSent_canBeRead() {
    var key = "it:" + UUID.randomUUID();

    given()
        .contentType(ContentType.JSON)
        .body("""
            {"action_id": "a1", "reducer": "counter", "payload": {"add": 3}}
            """)
        .post("/v1/workflows/{key}/actions", key)
        .then()
        .statusCode(200)
        .body("version", equalTo(1));

    given()
        .queryParam("min_version", 1)
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(200)
        .body("version", equalTo(1))
        .body("indices.value", equalTo(3));
  }
}
