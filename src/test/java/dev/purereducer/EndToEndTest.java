package dev.purereducer;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.commit.StoredRows;
import dev.purereducer.testkit.KafkaSender;
import dev.purereducer.testkit.TopicReader;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Random actions of several clients over REST and Kafka, with duplicates on both: state, history,
 * topic and read model are compared with a model (I1 to I6).
 */
@QuarkusTest
class EndToEndTest {
  private static final Logger LOG = Logger.getLogger(EndToEndTest.class);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int KEYS = 12;
  private static final int CLIENTS = 8;
  private static final int ACTIONS = 2_000;
  private static final double DUPLICATES = 0.05;

  @TestHTTPResource
  URI service;

  @Inject
  StoredRows rows;

  @Inject
  TopicReader topics;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String broker;

  @ConfigProperty(name = "purereducer.topics.actions")
  String actionsTopic;

  @ConfigProperty(name = "purereducer.topics.state-committed")
  String committedTopic;

  /** One action of the model: it adds {@code amount} to the counter of {@code key}. */
  private record Sent(String key, String id, long amount) {
    String body() {
      return """
          {"workflow_key":"%s","action_id":"%s","reducer":"counter","payload":{"add":%d}}""".formatted(key, id, amount);
    }

    String restBody() {
      return """
          {"action_id":"%s","reducer":"counter","payload":{"add":%d}}""".formatted(id, amount);
    }
  }

  @Test
  void randomActionsOfManyClients_takeEffectExactlyOnce() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    LOG.infof("seed=%d (repeat with -Dseed=%d)", seed, seed);
    var random = new Random(seed);
    var prefix = "main:" + UUID.randomUUID() + "-";
    List<Sent> model = new ArrayList<>();
    for (int i = 0; i < ACTIONS; i++) {
      var key = prefix + random.nextInt(KEYS);
      model.add(new Sent(key, "a" + i, random.nextInt(-50, 100)));
    }

    sendAll(model, random);

    var expected = model.stream().collect(groupingBy(Sent::key, TreeMap::new, toList()));
    await().atMost(SOON).until(() -> committed(prefix) == ACTIONS);
    for (var key : expected.keySet()) {
      checkStateAndHistory(key, expected.get(key));
    }
    await().atMost(SOON).untilAsserted(() -> expected.forEach(this::checkProjection));
    checkTopic(prefix, expected);
  }

  private long committed(String prefix) {
    return rows.select(
            "SELECT count(*) FROM workflow_history WHERE workflow_key LIKE $1", prefix + "%")
        .getFirst()
        .getLong(0);
  }

  private void checkStateAndHistory(String key, List<Sent> sent) {
    long sum = sent.stream().mapToLong(Sent::amount).sum();
    assertEquals("{\"value\": " + sum + "}", rows.state(key));
    assertEquals(sent.size(), rows.version(key));
    var ids =
        rows.select("""
            SELECT action_id, version FROM workflow_history WHERE workflow_key = $1 ORDER BY version
            """, key).stream().map(row -> row.getString(0)).sorted().toList();
    assertEquals(sent.stream().map(Sent::id).sorted().toList(), ids);
    assertEquals(sent.size(), rows.historyVersions(key).stream().distinct().count());
  }

  private void checkProjection(String key, List<Sent> sent) {
    var row = rows.select(
        "SELECT version, indices::text FROM workflow_projection WHERE workflow_key = $1", key);
    long sum = sent.stream().mapToLong(Sent::amount).sum();
    assertEquals((long) sent.size(), row.isEmpty() ? -1 : row.getFirst().getLong(0));
    assertEquals("{\"value\": " + sum + "}", row.getFirst().getString(1));
  }

  /** Per key: no gap between events, and each action in one event. */
  private void checkTopic(String prefix, Map<String, List<Sent>> expected) {
    Map<String, Long> reached = new HashMap<>();
    Map<String, List<String>> ids = new HashMap<>();
    for (var record : topics.read(committedTopic, prefix)) {
      var event = new JsonObject(Buffer.buffer(record.value()));
      var key = event.getString("workflow_key");
      long before = reached.getOrDefault(key, 0L);
      long version = event.getLong("version");
      if (version <= before) {
        continue;
      }
      assertEquals(before, event.getLong("previous_version"), () -> "gap in " + key);
      reached.put(key, version);
      var keyIds = ids.computeIfAbsent(key, _ -> new ArrayList<>());
      for (var action : event.getJsonArray("actions")) {
        keyIds.add(((JsonObject) action).getString("action_id"));
      }
    }
    expected.forEach((key, sent) -> {
      assertEquals((long) sent.size(), reached.get(key));
      assertEquals(
          sent.stream().map(Sent::id).sorted().toList(),
          ids.get(key).stream().sorted().toList());
    });
  }

  private void sendAll(List<Sent> model, Random random) throws Exception {
    List<List<Sent>> shares = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      List<Sent> share = new ArrayList<>();
      for (int i = client; i < model.size(); i += CLIENTS) {
        share.add(model.get(i));
        if (random.nextDouble() < DUPLICATES) {
          share.add(model.get(random.nextInt(model.size())));
        }
      }
      shares.add(share);
    }
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      var share = shares.get(client);
      boolean rest = client % 2 == 0;
      clients.add(CompletableFuture.runAsync(
          () -> {
            if (rest) {
              sendOverRest(share);
            } else {
              sendOverKafka(share);
            }
          },
          task -> new Thread(task, "client").start()));
    }
    CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get();
  }

  private void sendOverRest(List<Sent> share) {
    try (var client = HttpClient.newHttpClient()) {
      for (var sent : share) {
        var request = HttpRequest.newBuilder(
                service.resolve("/v1/workflows/" + sent.key().replace(":", "%3A") + "/actions"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(sent.restBody()))
            .build();
        var response = client.sendAsync(request, BodyHandlers.ofString()).join();
        assertEquals(200, response.statusCode(), response::body);
      }
    }
  }

  private void sendOverKafka(List<Sent> share) {
    try (var sender = new KafkaSender(broker)) {
      share.forEach(sent -> sender.send(actionsTopic, sent.key(), sent.body()));
      sender.flush();
    }
  }
}
