package dev.purereducer.action;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.SmallLimits;
import dev.purereducer.testkit.KafkaSender;
import dev.purereducer.testkit.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Actions of a reducer that only another instance has, as during an upgrade. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class DeployedElsewhereTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String key = "elsewhere:" + UUID.randomUUID();
  private final String reducer = "new-" + UUID.randomUUID();

  @Inject
  Pool pool;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @BeforeEach
  void deployElsewhere() {
    assertEquals(422, post());
    pool.preparedQuery("INSERT INTO deployed_reducer VALUES ($1, now())")
        .executeAndAwait(Tuple.of(reducer));
    await().atMost(SOON).until(() -> post() == 503);
  }

  @Test
  void actionOverRest_isReferredToAnotherInstance() {
    given()
        .contentType(ContentType.JSON)
        .body(action())
        .post("/v1/workflows/{key}/actions", key)
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("type", equalTo("urn:pure-reducer:problem:reducer-version-unavailable"));
  }

  @Test
  void actionFromKafka_isADeadLetterOnlyAfterTheWait() throws Exception {
    var letters = TopicReader.fromNow(bootstrap, "actions-dlq");
    long offsetTime;
    try (var sender = new KafkaSender(bootstrap)) {
      offsetTime =
          sender.send("actions", key, action()).get(20, TimeUnit.SECONDS).timestamp();
    }

    List<ConsumerRecord<String, byte[]>> found =
        await().atMost(SOON).until(() -> letters.read("actions-dlq", key), it -> !it.isEmpty());

    var letter = found.getFirst();
    assertEquals(
        "reducer-version-unavailable",
        new String(
            letter.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8));
    assertTrue(letter.timestamp() - offsetTime >= 1_000, "not written before the wait");
  }

  private int post() {
    return given()
        .contentType(ContentType.JSON)
        .body(action())
        .post("/v1/workflows/{key}/actions", key)
        .statusCode();
  }

  private String action() {
    return "{\"reducer\":\"" + reducer + "\",\"payload\":{}}";
  }
}
