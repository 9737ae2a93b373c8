package dev.purereducer.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthTest {
  @Test
  void readiness_isUpWithEveryCheck_whenEverythingRuns() {
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.name", hasItems("database", "schema", "broker", "heartbeats"))
        .body("checks.status", everyItem(equalTo("UP")));
  }

  @Test
  void liveness_isUp_whenEventLoopsRespond() {
    given()
        .get("/q/health/live")
        .then()
        .statusCode(200)
        .body("checks.name", hasItem("event-loops"));
  }

  @Test
  void startup_isUp_whenStartHasCompleted() {
    given().get("/q/health/started").then().statusCode(200).body("checks.name", hasItem("started"));
  }
}
