package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.purereducer.SmallQueues;
import dev.purereducer.testkit.Broker;
import dev.purereducer.testkit.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Full queues behind REST, bulk requests and Kafka (I8). */
@QuarkusTest
@TestProfile(SmallQueues.class)
class TightBoundsTest {
  private static final int LANE = SmallQueues.LANE_ACTIONS;
  private static final int KAFKA = SmallQueues.KAFKA_IN_FLIGHT;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String key = "tight:" + UUID.randomUUID();

  @Inject
  Pool pool;

  @Inject
  ActionsConsumer consumer;

  @Inject
  MeterRegistry registry;

  /** Two bulk requests fill the lane: one of them is refused an action, and none after it passes. */
  @Test
  void fullLane_refusesSingleActionsAndTheRestOfABulk() throws Exception {
    Service.post(Service.actionsPath(key), action("first"));
    var locked = lockRow();
    var bulks = Stream.of("a", "b")
        .map(prefix -> CompletableFuture.supplyAsync(() -> bulk(prefix, 4 * LANE)))
        .toList();
    await().atMost(SOON).until(() -> queueDepth() == LANE);

    var refused = Service.post(Service.actionsPath("tight:" + UUID.randomUUID()), action("x"));

    assertEquals(429, refused.status());
    assertEquals("queue-full", refused.problem());
    assertEquals("1", refused.header("retry-after"));
    locked.rollback().await().atMost(SOON);
    int refusedBulks = 0;
    for (var bulk : bulks) {
      var outcomes = bulk.get();
      var statuses =
          outcomes.stream().map(outcome -> outcome.get("status").asInt()).toList();
      long accepted = statuses.stream().takeWhile(status -> status == 200).count();
      var rest = statuses.stream().skip(accepted).distinct().toList();
      assertTrue(accepted > 0, () -> "" + statuses);
      if (!rest.isEmpty()) {
        refusedBulks++;
        assertEquals(List.of(429), rest);
        assertEquals(
            "urn:pure-reducer:problem:queue-full",
            outcomes.getLast().get("problem").get("type").asText());
      }
    }
    assertEquals(1, refusedBulks);
  }

  @Test
  void kafkaOverItsWindow_waitsAndLosesNothing() throws Exception {
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
      await().atMost(SOON).until(() -> consumer.inFlight() == KAFKA);
      assertEquals(1, version());

      locked.rollback().await().atMost(SOON);
      await().atMost(SOON).until(() -> version() == 1 + 10 * KAFKA);
      await().atMost(SOON).until(() -> consumer.inFlight() == 0);
    }
  }

  /** Blocks commits to this workflow until the transaction ends. */
  private Transaction lockRow() {
    return pool.getConnection()
        .chain(connection -> connection
            .begin()
            .call(() -> connection
                .preparedQuery("SELECT 1 FROM workflow_state WHERE workflow_key = $1 FOR UPDATE")
                .execute(Tuple.of(key))))
        .await()
        .atMost(SOON);
  }

  private long version() {
    return pool.preparedQuery("SELECT version FROM workflow_state WHERE workflow_key = $1")
        .execute(Tuple.of(key))
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getLong(0);
  }

  private double queueDepth() {
    return registry.get("purereducer.queue.depth").tag("lane", "0").gauge().value();
  }

  private List<JsonNode> bulk(String prefix, int actions) {
    var body = IntStream.range(0, actions)
        .mapToObj(i -> "{\"workflow_key\":\"" + key + "\"," + action(prefix + i).substring(1))
        .collect(Collectors.joining("\n"));
    var reply =
        Service.post("/v1/actions", "application/x-ndjson", body.getBytes(StandardCharsets.UTF_8));
    return reply.text().lines().map(Service::json).toList();
  }

  private static String action(String id) {
    return "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":{}}";
  }
}
