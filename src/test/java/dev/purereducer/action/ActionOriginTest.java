package dev.purereducer.action;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.purereducer.testkit.KafkaSender;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The history tells how each action arrived, and who sent or redrove it. */
@QuarkusTest
class ActionOriginTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String key = "origin:" + UUID.randomUUID();

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @Test
  void history_hasTheOriginOfEachAction() {
    post("/v1/workflows/" + key + "/actions", action("{}"));
    post("/v1/actions", "[" + withKey(action("{}")) + "]");
    send(action("{}"));
    await().atMost(SOON).until(() -> history().getList("items").size() == 3);

    var history = history();
    assertEquals("[rest, bulk, kafka]", history.getString("items.action.origin"));
    assertEquals("[1, 1, 1]", history.getString("items.reducer_version"));
    assertNull(history.get("items[0].action.caller"));
  }

  @Test
  void redrivenAction_hasItsOperator() {
    send(action("[]"));
    var letters = "/v1/dead-letters?workflow_key=" + key;
    await()
        .atMost(SOON)
        .until(() -> given().get(letters).jsonPath().getList("items").size() == 1);

    given()
        .header("X-Operator", "ann")
        .contentType(ContentType.JSON)
        .body("{\"repair\":{\"payload\":{}}}")
        .post(
            "/v1/dead-letters/{id}/redrive", given().get(letters).jsonPath().getLong("items[0].id"))
        .then()
        .statusCode(200);

    assertEquals("redrive", history().getString("items[0].action.origin"));
    assertEquals("ann", history().getString("items[0].action.caller"));
  }

  private static void post(String path, String body) {
    given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(200);
  }

  private void send(String action) {
    try (var sender = new KafkaSender(bootstrap)) {
      sender.send("actions", key, action);
      sender.flush();
    }
  }

  private JsonPath history() {
    return given().get("/v1/workflows/{key}/history", key).jsonPath();
  }

  private static String action(String payload) {
    return "{\"reducer\":\"counter\",\"payload\":" + payload + "}";
  }

  private String withKey(String action) {
    return action.replaceFirst("\\{", "{\"workflow_key\":\"" + key + "\",");
  }
}
