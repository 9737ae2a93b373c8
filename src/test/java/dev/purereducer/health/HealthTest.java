package dev.purereducer.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class HealthTest {
  @Inject
  KafkaClientService clients;

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
  void readiness_followsEachKafkaConsumer() {
    given()
        .get("/q/health/ready")
        .then()
        .body(
            "checks.find { it.name == 'heartbeats' }.data.keySet()",
            hasItems("consumer-actions", "consumer-dead-letters", "consumer-materializer"));
  }

  /** A group waits for a hanging member for the poll interval. */
  @ParameterizedTest
  @ValueSource(strings = {"actions", "dead-letters", "materializer"})
  void consumers_reconnectBeforeTheirSessionsExpire_andHoldBackTheirGroupForAMinuteOnly(
      String channel) {
    var settings = ((ReactiveKafkaConsumer<?, ?>) clients.getConsumer(channel)).configuration();

    assertTrue(
        number(settings, "reconnect.backoff.max.ms") * 2 < number(settings, "session.timeout.ms"));
    assertTrue(number(settings, "max.poll.interval.ms") <= 60_000);
  }

  private static long number(Map<String, ?> settings, String name) {
    return Long.parseLong(String.valueOf(settings.get(name)));
  }

  @Test
  void wellness_showsBrokerAndCodecs() {
    given()
        .get("/q/health/well")
        .then()
        .body("checks.find { it.name == 'broker' }.status", equalTo("UP"))
        .body("checks.find { it.name == 'codecs' }.status", equalTo("UP"));
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
