package dev.purereducer.deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.KafkaSender;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters can be inspected, repaired and redriven, once and in order (I9). */
@QuarkusTest
class DeadLettersTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String key = "dead-letters:" + UUID.randomUUID();

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @Inject
  MeterRegistry registry;

  @Inject
  DeadLetterRows rows;

  private KafkaSender sender;

  @BeforeEach
  void open() {
    sender = new KafkaSender(bootstrap);
  }

  @AfterEach
  void close() {
    sender.close();
  }

  @Test
  void rejectedAction_isStoredWithItsActionAndReason() {
    double before = addedCount("rejected");
    send(action("a1", "[]"));

    long id = onlyDeadLetter("open");

    one(id)
        .body("state", equalTo("open"))
        .body("workflow_key", equalTo(key))
        .body("action_id", equalTo("a1"))
        .body("reason", equalTo("bad-payload"))
        .body("source.topic", equalTo("actions"))
        .body("action.workflow_key", equalTo(key))
        .body("action.action_id", equalTo("a1"))
        .body("action.reducer", equalTo("counter"))
        .body("action.payload", hasSize(0))
        .body("redrives", hasSize(0));
    assertTrue(addedCount("rejected") >= before + 1);
  }

  @Test
  void undecodableRecord_isStoredUnchangedAndCanBeRepaired() {
    byte[] poison = {(byte) 0xFF, 0, 'x'};
    sender.send(new ProducerRecord<>("actions", bytes(key), poison));

    long id = onlyDeadLetter("open");

    var deadLetter = one(id)
        .body("reason", equalTo("malformed-action"))
        .body("action_id", nullValue())
        .body("action", nullValue())
        .extract();
    assertArrayEquals(
        poison, Base64.getDecoder().decode(deadLetter.<String>path("record.value_base64")));
    assertArrayEquals(
        bytes(key), Base64.getDecoder().decode(deadLetter.<String>path("record.key_base64")));
    redrive(id, "").statusCode(400).body("type", endsWith("malformed-action"));
    redrive(id, "{\"repair\":{\"reducer\":\"counter\",\"payload\":{\"add\":5}}}")
        .statusCode(200)
        .body("version", equalTo(1));
    one(id).body("state", equalTo("redriven")).body("action_id", not(nullValue()));
    redrive(id, "{\"repair\":{\"reducer\":\"counter\",\"payload\":{\"add\":5}}}")
        .statusCode(409)
        .body("type", endsWith("already-redriven"));
    assertEquals("{\"value\": 5}", rows.state(key));
  }

  @Test
  void repairedAction_isRedrivenAndTheOperatorIsRecorded() {
    send(action("a1", "[]"));
    long id = onlyDeadLetter("open");

    redrive(id, "").statusCode(422).body("code", equalTo("bad-payload"));
    given()
        .header("X-Operator", "ann")
        .contentType(ContentType.JSON)
        .body("{\"repair\":{\"payload\":{\"add\":7}}}")
        .post("/v1/dead-letters/{id}/redrive", id)
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body("outcome", equalTo("committed"))
        .body("action_id", equalTo("a1"));

    one(id)
        .body("state", equalTo("redriven"))
        .body("redrives.by", contains("ann", "anonymous"))
        .body("redrives.outcome", contains("committed", "bad-payload"))
        .body("redrives[0].version", equalTo(1))
        .body("redrives[0].repair.payload.add", equalTo(7));
    assertEquals("{\"value\": 7}", rows.state(key));
  }

  @Test
  void actionCommittedMeanwhile_isDuplicateAndClosesItsDeadLetter() {
    send(action("a1", "[]"));
    long id = onlyDeadLetter("open");
    rows.run("DELETE FROM action_dedup WHERE workflow_key = $1", key);
    post(action("a1", "{\"add\":3}")).statusCode(200);

    redrive(id, "{\"repair\":{\"payload\":{\"add\":3}}}")
        .statusCode(200)
        .header("Idempotency-Replayed", "true")
        .body("version", equalTo(1));

    one(id).body("state", equalTo("redriven")).body("redrives.outcome", contains("duplicate"));
    assertEquals("{\"value\": 3}", rows.state(key));
  }

  @Test
  void concurrentRedrives_haveOneEffect() throws Exception {
    send(action("a1", "[]"));
    long id = onlyDeadLetter("open");
    List<Thread> operators = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      operators.add(Thread.ofPlatform().start(() -> redrive(id, "{\"repair\":{\"payload\":{}}}")));
    }
    for (var operator : operators) {
      operator.join();
    }

    assertEquals("{\"value\": 1}", rows.state(key));
    one(id).body("state", equalTo("redriven")).body("redrives.outcome", hasItem("committed"));
  }

  @Test
  void failedPrecondition_isRedrivenWhenItIsRemoved() {
    post(action("a0", "{}")).statusCode(200);
    send(action("a1", "{}").replace("{\"action", "{\"expected_version\":7,\"action"));
    long id = onlyDeadLetter("open");

    redrive(id, "").statusCode(412);
    redrive(id, "{\"repair\":{\"expected_version\":null}}").statusCode(200);

    assertEquals("{\"value\": 2}", rows.state(key));
  }

  @Test
  void workflowKeyAndActionId_cannotBeRepaired() {
    send(action("a1", "[]"));
    long id = onlyDeadLetter("open");

    redrive(id, "{\"repair\":{\"workflow_key\":\"other\"}}").statusCode(400);
    redrive(id, "{\"repair\":{\"action_id\":\"other\"}}").statusCode(400);
    redrive(id, "{\"repair\":7}").statusCode(400);
    redrive(id, "{\"repare\":{}}").statusCode(400);
    redrive(id, "{").statusCode(400);
    redrive(9_000_000_000L, "").statusCode(404);

    one(id).body("state", equalTo("open")).body("redrives", hasSize(0));
  }

  @Test
  void bulkRedrive_keepsTheOrderOfAWorkflow() {
    for (int i = 0; i < 20; i++) {
      send(action("a" + i, "{}").replace("counter", "not-known"));
    }
    await().atMost(SOON).until(() -> list("open").size() == 20);
    // as if a later version of the service had the reducer, which would redrive them by itself
    rows.run("""
        UPDATE dead_letter
        SET action = jsonb_set(action, '{reducer}', '"counter"'), reason = 'store-unavailable'
        WHERE workflow_key = $1
        """, key);

    var first = bulk("{\"workflow_key\":\"" + key + "\",\"limit\":15}");
    first.body("tried", equalTo(15)).body("closed", equalTo(15));
    long next = first.extract().<Integer>path("next");
    bulk("{\"workflow_key\":\"" + key + "\",\"after\":" + next + "}")
        .body("closed", equalTo(5))
        .body("items.outcome", hasItem("committed"))
        .body("next", nullValue());

    assertEquals(
        "a0,a1,a2,a3,a4,a5,a6,a7,a8,a9,a10,a11,a12,a13,a14,a15,a16,a17,a18,a19",
        rows.historyIds(key));
    assertEquals(20, list("redriven").size());
  }

  @Test
  void unreadableAction_isShownAndSkippedByABulkRedrive() {
    send(action("a1", "[]"));
    send(action("a2", "{}").replace("{\"action", "{\"expected_version\":7,\"action"));
    await().atMost(SOON).until(() -> list("open").size() == 2);
    rows.run("""
        UPDATE dead_letter
        SET action = jsonb_set(action, '{payload}', ('{"x": 1e-' || 1200 || '}')::jsonb)
        WHERE workflow_key = $1 AND action_id = 'a1'
        """, key);
    rows.run("""
        UPDATE dead_letter SET action = action - 'expected_version'
        WHERE workflow_key = $1 AND action_id = 'a2'
        """, key);
    long id = idOf("a1");

    one(id).body("action_id", equalTo("a1")).body("action_text", containsString("payload"));
    redrive(id, "").statusCode(400).body("type", endsWith("malformed-action"));
    bulk("{\"workflow_key\":\"" + key + "\"}")
        .body("items.outcome", contains("malformed-action", "committed"))
        .body("closed", equalTo(1));
    redrive(id, "{\"repair\":{\"reducer\":\"counter\",\"payload\":{}}}").statusCode(200);

    assertEquals("{\"value\": 2}", rows.state(key));
  }

  @Test
  void actionOverALimit_isShownAndRefusedAgain() {
    send(action("a1", "[]"));
    long id = onlyDeadLetter("open");
    rows.run("""
        UPDATE dead_letter SET action = jsonb_set(action, '{payload}', '{"x": 1e-500}')
        WHERE workflow_key = $1
        """, key);

    one(id).body("action.action_id", equalTo("a1"));
    redrive(id, "").statusCode(400).body("type", endsWith("malformed-action"));
  }

  @Test
  void cloudEvent_keepsItsIdWhenItIsRedriven() {
    var event =
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"/s\",\"type\":\"t\",\"reducer\":"
            + "\"counter\",\"subject\":\"" + key + "\",\"data\":[]}";
    var record = new ProducerRecord<>("actions", bytes(key), bytes(event));
    record.headers().add("content-type", bytes("application/cloudevents+json"));
    sender.send(record);
    long id = onlyDeadLetter("open");
    String actionId = one(id).extract().path("action_id");

    redrive(id, "{\"repair\":{\"payload\":{}}}").statusCode(200);

    assertTrue(actionId.startsWith("~"), actionId);
    assertEquals(actionId, rows.historyIds(key));
  }

  @Test
  void bulkRedriveWithInvalidBody_isBadRequest() {
    for (var body : List.of("{}", "{\"limit\":0,\"reason\":\"x\"}", "{\"reason\":7}", "[]")) {
      given()
          .contentType(ContentType.JSON)
          .body(body)
          .post("/v1/dead-letters/redrive")
          .then()
          .statusCode(400);
    }
  }

  @Test
  void nextLink_continuesAfterTheLastPage() {
    for (int i = 0; i < 5; i++) {
      send(action("a" + i, "[]"));
    }
    await().atMost(SOON).until(() -> list("open").size() == 5);

    List<String> ids = new ArrayList<>();
    var path = "/v1/dead-letters?limit=2&state=open&workflow_key=" + key;
    while (path != null) {
      var page =
          given().urlEncodingEnabled(false).get(path).then().statusCode(200).extract();
      ids.addAll(page.path("items.action_id"));
      var link = page.header("Link");
      path = link == null ? null : link.substring(1, link.indexOf('>'));
    }

    assertEquals(List.of("a0", "a1", "a2", "a3", "a4"), ids);
    given().get("/v1/dead-letters?state=shut").then().statusCode(400);
    given().get("/v1/dead-letters/x").then().statusCode(400);
    given().get("/v1/dead-letters/9000000000").then().statusCode(404);
  }

  @Test
  void redeliveredRecord_isStoredOnce() {
    send(action("a1", "[]"));
    onlyDeadLetter("open");
    rows.redeliver(sender, key);
    send(action("a2", "[]"));

    await().atMost(SOON).until(() -> list("open").contains("a2"));

    assertEquals(List.of("a1", "a2"), list("open"));
  }

  private double addedCount(String kind) {
    var counter =
        registry.find("purereducer.dead.letters.added").tag("reason", kind).counter();
    return counter == null ? 0 : counter.count();
  }

  private void send(String action) {
    sender.send(new ProducerRecord<>("actions", bytes(key), bytes(action)));
  }

  private ValidatableResponse post(String action) {
    return given()
        .contentType(ContentType.JSON)
        .body(action)
        .post("/v1/workflows/{key}/actions", key)
        .then();
  }

  private static ValidatableResponse redrive(long id, String body) {
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/dead-letters/{id}/redrive", id)
        .then();
  }

  private static ValidatableResponse bulk(String body) {
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/dead-letters/redrive")
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse one(long id) {
    return given()
        .get("/v1/dead-letters/{id}", id)
        .then()
        .statusCode(200)
        .header("Content-Type", "application/json");
  }

  private long onlyDeadLetter(String state) {
    sender.flush();
    await().atMost(SOON).until(() -> list(state).size() == 1);
    return given()
        .get("/v1/dead-letters?workflow_key={key}", key)
        .then()
        .extract()
        .<Integer>path("items[0].id");
  }

  private long idOf(String actionId) {
    return given()
        .get("/v1/dead-letters?workflow_key={key}", key)
        .then()
        .extract()
        .<Integer>path("items.find { it.action_id == '" + actionId + "' }.id");
  }

  private List<String> list(String state) {
    return given()
        .get("/v1/dead-letters?workflow_key={key}&state={state}&limit=200", key, state)
        .then()
        .statusCode(200)
        .extract()
        .path("items.action_id");
  }

  private static String action(String id, String payload) {
    return "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":" + payload + "}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
