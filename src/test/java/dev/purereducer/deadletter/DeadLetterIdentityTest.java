package dev.purereducer.deadletter;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.KafkaSender;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A dead letter keeps the id that its action had when it was read from the topic {@code actions}. */
@QuarkusTest
class DeadLetterIdentityTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String key = "dead-letter-identity:" + UUID.randomUUID();

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @Inject
  DeadLetterRows rows;

  @Test
  void actionOfAnUnknownReducer_isStoredAsAnAction() {
    long id = deadLetter("{\"action_id\":\"a1\",\"reducer\":\"later\",\"payload\":{\"add\":3}}");

    var stored = one(id);
    assertEquals("unknown-reducer", stored.getString("reason"));
    assertEquals("a1", stored.getString("action_id"));
    assertEquals("later", stored.getString("action.reducer"));
    assertEquals(422, redrive(id, ""));
    assertEquals(200, redrive(id, "{\"repair\":{\"reducer\":\"counter\"}}"));
    assertEquals("a1", rows.historyIds(key));
  }

  @Test
  void rejectedActionWithoutAnId_keepsItsDerivedId() {
    long id = deadLetter("{\"reducer\":\"counter\",\"payload\":[]}");

    var actionId = one(id).getString("action_id");
    assertTrue(actionId.startsWith("~"), actionId);
    assertEquals(rows.rejectedId(key), actionId);
    assertEquals(200, redrive(id, "{\"repair\":{\"payload\":{\"add\":3}}}"));
    assertEquals(actionId, rows.historyIds(key));
  }

  @Test
  void actionOfAnUnknownReducer_isRedrivenOnceAnInstanceHasIt() {
    deadLetter("{\"action_id\":\"a1\",\"reducer\":\"later\",\"payload\":{\"add\":3}}");

    rows.run("""
        UPDATE dead_letter
        SET action = jsonb_set(action, '{reducer}', '"counter"')
        WHERE workflow_key = $1
        """, key);

    await().atMost(SOON).until(() -> "a1".equals(rows.historyIds(key)));
    assertEquals("upgrade", one(deadLetterId()).getString("redrives[0].by"));
  }

  private long deadLetter(String action) {
    try (var sender = new KafkaSender(bootstrap)) {
      sender.send("actions", key, action);
      sender.flush();
    }
    var list = "/v1/dead-letters?workflow_key=" + key;
    await()
        .atMost(SOON)
        .until(() -> given().get(list).jsonPath().getList("items").size() == 1);
    return deadLetterId();
  }

  private long deadLetterId() {
    return given().get("/v1/dead-letters?workflow_key=" + key).jsonPath().getLong("items[0].id");
  }

  private static JsonPath one(long id) {
    return given().get("/v1/dead-letters/{id}", id).jsonPath();
  }

  private static int redrive(long id, String body) {
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/dead-letters/{id}/redrive", id)
        .statusCode();
  }
}
