package dev.purereducer.operate;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MetersTest {
  @Inject
  MeterRegistry registry;

  @Test
  void serviceTimer_hasTheConfiguredBuckets() {
    registry.timer("purereducer.test.latency").record(Duration.ofMillis(3));

    var metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

    var bucket = "purereducer_test_latency_seconds_bucket{le=";
    assertEquals(14, metrics.split(bucket.replace("{", "\\{"), -1).length - 1);
  }

  @Test
  void jvmMeters_areExported() {
    given()
        .get("/q/metrics")
        .then()
        .body(containsString("jvm_memory_used_bytes"))
        .body(containsString("jvm_gc_"));
  }
}
