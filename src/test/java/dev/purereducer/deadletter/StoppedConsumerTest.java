package dev.purereducer.deadletter;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A Kafka client that has ended takes no more actions, and health says so. */
@QuarkusTest
@TestProfile(StoppedConsumerTest.OfItsOwn.class)
class StoppedConsumerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Nobody else is to use an application without its consumer. */
  public static class OfItsOwn implements QuarkusTestProfile {}

  @Inject
  KafkaClientService clients;

  @Test
  void consumerOfActionsThatEnded_turnsHealthRed() {
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
