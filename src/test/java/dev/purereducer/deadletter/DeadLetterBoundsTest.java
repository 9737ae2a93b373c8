package dev.purereducer.deadletter;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.SmallLimits;
import dev.purereducer.testkit.KafkaSender;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The limits of the dead-letter table in number and in age; dead letters over the number stay on the topic. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class DeadLetterBoundsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final String key = "bounds:" + UUID.randomUUID();

  @Inject
  DeadLetterRows rows;

  @Inject
  MeterRegistry registry;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @Test
  void fullTable_acceptsNoMoreUntilOneIsRedriven() {
    send("a1");
    await().atMost(SOON).until(() -> {
      redriveOthers();
      return deadLetterIds().equals(List.of("a1"));
    });
    await()
        .atMost(SOON)
        .until(() -> registry.get("purereducer.dead.letters.open").gauge().value() == 1);

    send("a2");
    await()
        .during(Duration.ofSeconds(1))
        .atMost(SOON)
        .until(() -> deadLetterIds().equals(List.of("a1")));

    markRedriven(key);
    await().atMost(SOON).until(() -> {
      redriveOthers();
      return deadLetterIds().equals(List.of("a1", "a2"));
    });
  }

  @Test
  void deadLettersOlderThanTheirRetention_areDeleted() {
    markRedriven("%");
    insert("open-old", "91 days", "NULL");
    insert("open-young", "89 days", "NULL");
    insert("redriven-old", "80 days", "now() - INTERVAL '31 days'");
    insert("redriven-young", "80 days", "now() - INTERVAL '29 days'");

    await().atMost(SOON).until(() -> deadLetterIds().size() == 2);

    assertEquals(List.of("open-young", "redriven-young"), deadLetterIds());
  }

  @Test
  void actionCommittedBeforeTheDedupWindow_isFoundInTheHistory() {
    given()
        .contentType("application/json")
        .body("{\"action_id\":\"a1\",\"reducer\":\"counter\",\"payload\":{}}")
        .post("/v1/workflows/{key}/actions", key)
        .then()
        .statusCode(200);
    rows.run("DELETE FROM action_dedup WHERE workflow_key = $1", key);
    insert("a1", "7 hours", "NULL");
    long id =
        given().get("/v1/dead-letters?workflow_key={key}", key).jsonPath().getLong("items[0].id");

    given()
        .contentType("application/json")
        .body("{\"repair\":{\"reducer\":\"counter\",\"payload\":{}}}")
        .post("/v1/dead-letters/{id}/redrive", id)
        .then()
        .statusCode(200)
        .header("Idempotency-Replayed", "true");

    assertEquals("{\"value\": 1}", rows.state(key));
  }

  /** Makes room: other tests may have left dead letters in the table and on the topic. */
  private void redriveOthers() {
    rows.run(
        "UPDATE dead_letter SET redriven_at = now()"
            + " WHERE redriven_at IS NULL AND workflow_key IS DISTINCT FROM $1",
        key);
  }

  private void markRedriven(String keys) {
    rows.run(
        "UPDATE dead_letter SET redriven_at = now() WHERE workflow_key LIKE $1 OR $1 = '%'", keys);
  }

  private void insert(String id, String age, String redrivenAt) {
    rows.run("""
        INSERT INTO dead_letter
          (workflow_key, action_id, reason, detail, action, attempts, at, redriven_at)
        VALUES ($1, '%s', 'gave-up', '', '{}', 3, now() - INTERVAL '%s', %s)
        """.formatted(id, age, redrivenAt), key);
  }

  private void send(String id) {
    var action = "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":[]}";
    try (var sender = new KafkaSender(bootstrap)) {
      sender.send("actions", key, action);
    }
  }

  private List<String> deadLetterIds() {
    return given()
        .get("/v1/dead-letters?workflow_key={key}", key)
        .then()
        .statusCode(200)
        .extract()
        .path("items.action_id");
  }
}
