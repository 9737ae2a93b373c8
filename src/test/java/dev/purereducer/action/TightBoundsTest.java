package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.purereducer.testkit.Broker;
import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The entrances when their bounds are reached. */
@QuarkusTest
@TestProfile(TightBoundsTest.TightBounds.class)
class TightBoundsTest {
  /** A lane takes so many actions. */
  private static final int LANE = 50;

  /** So many from Kafka are under way. */
  private static final int KAFKA = 20;

  public static class TightBounds implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "purereducer.commit.lanes", "1",
          "purereducer.commit.max-lane-actions", Integer.toString(LANE),
          "purereducer.action.kafka-max-in-flight", Integer.toString(KAFKA));
    }
  }

  private final String key = "tight:" + UUID.randomUUID();

  @Inject
  Pool pool;

  @Inject
  ActionsConsumer consumer;

  @Test
  void fullQueue_refusesTheRestOfTheWorkflowInABulk() {
    var outcomes = bulk(1_000);

    var statuses =
        outcomes.stream().map(outcome -> outcome.get("status").asInt()).toList();
    int taken = statuses.indexOf(429);
    assertTrue(taken >= LANE, "refused before the bound: " + taken);
    // none overtakes the one that was refused
    assertEquals(List.of(429), statuses.stream().skip(taken).distinct().toList());
    assertEquals(List.of(200), statuses.stream().limit(taken).distinct().toList());
    assertEquals(
        "urn:pure-reducer:problem:queue-full",
        outcomes.getLast().get("problem").get("type").asText());
  }

  @Test
  void fullQueue_is429WithRetryAfter() throws Exception {
    Service.post(Service.actionsPath(key), action("first"));
    var locked = lockRow();
    var bulk = CompletableFuture.supplyAsync(() -> bulk(LANE));
    var refused = await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> Service.post(Service.actionsPath("tight:" + UUID.randomUUID()), action("x")),
            reply -> reply.status() == 429);

    assertEquals("queue-full", refused.problem());
    assertEquals("1", refused.header("retry-after"));

    locked.rollback().await().atMost(Duration.ofSeconds(5));
    assertTrue(bulk.get().stream().anyMatch(outcome -> outcome.get("status").asInt() == 200));
  }

  @Test
  void kafkaBeyondTheBound_waitsAndLosesNothing() throws Exception {
    Service.post(Service.actionsPath(key), action("first"));
    var locked = lockRow();
    try (var broker = new Broker()) {
      for (int i = 0; i < 10 * KAFKA; i++) {
        broker.send(
            key.getBytes(StandardCharsets.UTF_8),
            action("k" + i).getBytes(StandardCharsets.UTF_8),
            Map.of());
      }
      broker.flush();
      await().atMost(Duration.ofSeconds(10)).until(() -> consumer.inFlight() == KAFKA);
      assertEquals(1, version());

      locked.rollback().await().atMost(Duration.ofSeconds(5));
      await().atMost(Duration.ofSeconds(20)).until(() -> version() == 1 + 10 * KAFKA);
      await().atMost(Duration.ofSeconds(5)).until(() -> consumer.inFlight() == 0);
    }
  }

  /** Nothing of this workflow commits until the transaction ends. */
  private Transaction lockRow() {
    return pool.getConnection()
        .chain(connection -> connection
            .begin()
            .call(() -> connection
                .preparedQuery("SELECT 1 FROM workflow_state WHERE workflow_key = $1 FOR UPDATE")
                .execute(Tuple.of(key))))
        .await()
        .atMost(Duration.ofSeconds(5));
  }

  private long version() {
    return pool.preparedQuery("SELECT version FROM workflow_state WHERE workflow_key = $1")
        .execute(Tuple.of(key))
        .await()
        .atMost(Duration.ofSeconds(5))
        .iterator()
        .next()
        .getLong(0);
  }

  private List<JsonNode> bulk(int actions) {
    var body = IntStream.range(0, actions)
        .mapToObj(i -> "{\"workflow_key\":\"" + key + "\"," + action("b" + i).substring(1))
        .collect(Collectors.joining("\n"));
    var reply =
        Service.post("/v1/actions", "application/x-ndjson", body.getBytes(StandardCharsets.UTF_8));
    return reply.text().lines().map(Service::json).toList();
  }

  private static String action(String id) {
    return "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":{}}";
  }
}
