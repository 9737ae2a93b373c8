package dev.purereducer.operate;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.SmallLimits;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Health and the heartbeat gauge while a background loop is blocked by the database or the broker. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class BlockedKeyTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration MAX_AGE = SmallLimits.HEARTBEAT_MAX_AGE;

  private final String key = "stuck:" + UUID.randomUUID();

  @Inject
  Pool pool;

  @Inject
  KafkaClientService clients;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @Test
  void lockedReadModel_turnsReadinessDown() {
    awaitReady();
    var lock = lock("LOCK TABLE workflow_projection IN EXCLUSIVE MODE");
    post("{\"reducer\":\"counter\",\"payload\":{}}");

    awaitNotReady("materializer");

    lock.rollback().await().atMost(SOON);
    awaitReady();
  }

  @Test
  void hangingPollingThreads_turnReadinessDown() {
    awaitReady();
    var channels = List.of("actions", "dead-letters", "materializer");
    var release = new CompletableFuture<Void>();
    for (var channel : channels) {
      clients
          .getConsumer(channel)
          .runOnPollingThread(_ -> {
            release.join();
          })
          .subscribe()
          .asCompletionStage();
    }

    channels.forEach(channel -> awaitNotReady("consumer-" + channel));

    release.complete(null);
    awaitReady();
  }

  @Test
  void lockedOutbox_turnsReadinessDown() {
    awaitReady();
    var lock = lock("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE");

    awaitNotReady("relay-publish");

    lock.rollback().await().atMost(SOON);
    awaitReady();
  }

  @Test
  void hangingStatementOfALane_turnsReadinessDown() {
    awaitReady();
    var lock = lock("LOCK TABLE workflow_history IN EXCLUSIVE MODE");
    var stuck =
        CompletableFuture.supplyAsync(() -> post("{\"reducer\":\"counter\",\"payload\":{}}"));

    awaitNotReady("lane-");

    lock.rollback().await().atMost(SOON);
    stuck.join();
    awaitReady();
  }

  /** Its step lasts longer than the limit of a heartbeat. The rollback fails if the lock was lost. */
  @Test
  void failingMaintenance_isCountedAndLeavesTheInstanceReady() {
    awaitReady();
    var series = "purereducer_maintenance_failures_total{task=\"open-dead-letters\"";
    double before = highest(series);
    var lock = lock("LOCK TABLE dead_letter IN ACCESS EXCLUSIVE MODE");

    await().atMost(SOON).until(() -> highest(series) > before);

    awaitReady();
    lock.rollback().await().atMost(SOON);
  }

  @Test
  void eventRefusedByTheBroker_turnsRelayDownAndNoLoopStops() throws Exception {
    awaitReady();
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, "intents");
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      limit(
          admin,
          topic,
          new AlterConfigOp(new ConfigEntry("max.message.bytes", "100"), AlterConfigOp.OpType.SET));
      assertEquals(200, post("{\"reducer\":\"counter\",\"payload\":{\"add\":5,\"notify_at\":5}}"));

      await().atMost(SOON).until(() -> !check("well", "relay").getBoolean("up"));
      assertEquals("1", check("well", "relay").getString("data.blocked_keys"));
      await().atMost(SOON).until(() -> !check("well", "topics").getBoolean("up"));
      assertTrue(
          check("well", "topics").getString("data.intents").startsWith("max.message.bytes=100"));
      // an idle loop may be older than this profile's limit for a moment
      await().atMost(SOON).until(() -> check("ready", "heartbeats").getBoolean("up"));
    } finally {
      try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
        limit(
            admin,
            topic,
            new AlterConfigOp(
                new ConfigEntry("max.message.bytes", ""), AlterConfigOp.OpType.DELETE));
      }
    }
    await().atMost(SOON).until(() -> check("well", "topics").getBoolean("up"));
  }

  private static void limit(Admin admin, ConfigResource topic, AlterConfigOp change)
      throws Exception {
    admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
  }

  private int post(String action) {
    return given()
        .contentType(ContentType.JSON)
        .body(action)
        .post("/v1/workflows/{key}/actions", key)
        .statusCode();
  }

  private Transaction lock(String sql) {
    return pool.getConnection()
        .chain(connection -> connection.begin().call(() -> connection.query(sql).execute()))
        .await()
        .atMost(SOON);
  }

  private static void awaitReady() {
    await().atMost(SOON).until(() -> given().get("/q/health/ready").statusCode() == 200);
  }

  private static void awaitNotReady(String loop) {
    await().atMost(SOON).until(() -> {
      var response = given().get("/q/health/ready");
      Map<String, Number> ages = response.path("checks.find { it.name == 'heartbeats' }.data");
      return response.statusCode() == 503
          && ages.entrySet().stream()
              .anyMatch(age ->
                  age.getKey().startsWith(loop) && age.getValue().longValue() > MAX_AGE.toMillis())
          && gauge(loop) > MAX_AGE.toSeconds();
    });
  }

  /** The highest scraped heartbeat age of the loops with this name prefix. */
  private static double gauge(String loop) {
    return highest("purereducer_loop_heartbeat_age_seconds{loop=\"" + loop);
  }

  private static double highest(String series) {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .max()
        .orElseThrow();
  }

  /** One check of a health group: whether it is up, and its data. */
  private static JsonPath check(String group, String name) {
    var body = given().get("/q/health/" + group).asString();
    var found = new JsonPath(body);
    var status = found.getString("checks.find { it.name == '" + name + "' }.status");
    assertFalse(status == null, body);
    Object data = found.get("checks.find { it.name == '" + name + "' }.data");
    return new JsonPath(
        new JsonObject().put("up", status.equals("UP")).put("data", data).encode());
  }
}
