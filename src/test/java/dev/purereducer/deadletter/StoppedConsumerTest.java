package dev.purereducer.deadletter;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.SmallLimits;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Health after the consumer of the topic {@code actions} has ended. The last test of its application,
 * which consumes no actions afterwards.
 */
@QuarkusTest
@TestProfile(SmallLimits.class)
@Order(Integer.MAX_VALUE)
class StoppedConsumerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Inject
  KafkaClientService clients;

  @Test
  void closedActionsConsumer_turnsReadinessDown() {
    await().atMost(SOON).until(() -> heartbeatAge().compareTo(SmallLimits.HEARTBEAT_MAX_AGE) < 0);

    clients
        .getConsumer("actions")
        .runOnPollingThread(consumer -> {
          consumer.close();
        })
        .await()
        .atMost(SOON);

    await().atMost(SOON).until(() -> heartbeatAge().compareTo(SmallLimits.HEARTBEAT_MAX_AGE) > 0);
    assertEquals(503, given().get("/q/health/ready").statusCode());
  }

  private static Duration heartbeatAge() {
    int millis = given()
        .get("/q/health/ready")
        .path("checks.find { it.name == 'heartbeats' }.data['consumer-actions']");
    return Duration.ofMillis(millis);
  }
}
