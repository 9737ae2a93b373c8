package dev.purereducer.deadletter;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
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
@Order(Integer.MAX_VALUE)
class StoppedConsumerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Inject
  KafkaClientService clients;

  @Test
  void closedActionsConsumer_turnsHealthDown() {
    await().atMost(SOON).until(() -> status("") == 200);

    clients
        .getConsumer("actions")
        .runOnPollingThread(consumer -> {
          consumer.close();
        })
        .await()
        .atMost(SOON);

    await().atMost(SOON).until(() -> status("/ready") == 503 || status("/live") == 503);
  }

  private static int status(String group) {
    return given().get("/q/health" + group).statusCode();
  }
}
