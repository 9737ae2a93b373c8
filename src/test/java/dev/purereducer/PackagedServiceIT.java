package dev.purereducer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.cluster.SharedServers;
import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The packaged service, JVM or native, as a process beside PostgreSQL and Kafka: its main job, its
 * native libraries, a crash of all three, and a graceful stop. The tests share one service, which the
 * last two kill and stop.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackagedServiceIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SENT_BEFORE_STOP = 200;
  private static final String KEY = "packaged:1";
  private static final String ACTIONS = actionsOf(KEY);
  private static final Pattern SCRIPT =
      Pattern.compile("<script(?: defer)?>(.+?)</script>", Pattern.DOTALL);
  private static final Pattern HASH = Pattern.compile("'sha256-[^']+'");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final PostgresProcess POSTGRES = SharedServers.postgres();
  private static final KafkaProcess KAFKA = SharedServers.kafka();
  private static ServiceProcess service;

  /** Three producers of the service, each with another codec. */
  @BeforeAll
  static void start() {
    service = service("zstd")
        .set("mp.messaging.outgoing.actions-accepted.compression.type", "snappy")
        .set("mp.messaging.outgoing.actions-dlq.compression.type", "lz4")
        .start();
  }

  /** A killed consumer keeps its partitions for a session; the broker's minimum is 6 s. */
  private static ServiceProcess.Builder service(String eventCompression) {
    return SharedServers.service()
        .jvm(SharedServers.fastStart())
        .set("mp.messaging.incoming.actions.session.timeout.ms", "6000")
        .set("mp.messaging.incoming.materializer.session.timeout.ms", "6000")
        .set("purereducer.publish.compression", eventCompression);
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  @Order(1)
  void started_isUp() throws Exception {
    var health = service.get("/q/health");

    assertEquals(200, health.statusCode());
    assertEquals("UP", json(health).get("status").asText());
  }

  /** The policy names each script that stands in the page by its hash. */
  @Test
  @Order(1)
  void swaggerPage_runsItsOwnScriptsOnly() throws Exception {
    var page = service.get("/q/swagger-ui/");
    var policy = header(page, "Content-Security-Policy");

    assertEquals(200, page.statusCode());
    assertEquals("nosniff", header(page, "X-Content-Type-Options"));
    assertEquals("DENY", header(page, "X-Frame-Options"));
    assertEquals("no-referrer", header(page, "Referrer-Policy"));
    assertTrue(policy.contains("default-src 'none'"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertEquals(hashesOfScriptsIn(page.body()), hashesIn(policy));
  }

  @Test
  @Order(1)
  void action_isCommittedAndReachesTheReadModel() throws Exception {
    var committed = service.post(actionsOf("packaged:read"), """
        {"action_id": "a1", "reducer": "counter", "payload": {"add": 3}}
        """);
    assertEquals(200, committed.statusCode(), committed.body());
    assertEquals(1, json(committed).get("version").asLong());

    var read = awaitProjected("packaged:read");
    assertEquals(1, read.get("version").asLong());
    assertEquals(3, read.get("indices").get("value").asLong());
  }

  /**
   * Most codecs of Kafka are native libraries, which the service has to find to read and to write.
   * The service itself writes the action that is accepted with {@code respond-async}, with snappy.
   */
  @Test
  @Order(2)
  void recordsOfEveryCodec_areReadAndWritten() throws Exception {
    for (var codec : List.of("gzip", "lz4", "zstd")) {
      send("compression:" + codec, codec, "{\"add\": 1}");
    }
    var accepted = HttpRequest.newBuilder(
            URI.create(service.address() + actionsOf("compression:accepted")))
        .header("Content-Type", "application/json")
        .header("Prefer", "respond-async")
        .POST(HttpRequest.BodyPublishers.ofString(action("a1")))
        .build();
    try (var http = HttpClient.newHttpClient()) {
      assertEquals(
          202, http.send(accepted, HttpResponse.BodyHandlers.discarding()).statusCode());
    }
    send("compression:invalid", "none", "[]");

    for (var key : List.of("gzip", "lz4", "zstd", "accepted")) {
      awaitProjected("compression:" + key);
    }
    await()
        .atMost(SOON)
        .until(() -> json(service.get("/v1/dead-letters?workflow_key=compression:invalid"))
                .get("items")
                .size()
            == 1);
    assertTrue(codecsOf("state-committed").contains(CompressionType.ZSTD));
    assertEquals(EnumSet.allOf(CompressionType.class), codecsOf("actions"));
    assertTrue(codecsOf("actions-dlq").contains(CompressionType.LZ4));
  }

  @Test
  @Order(3)
  void everythingKilledAndRestarted_keepsWhatWasCommitted() throws Exception {
    add("a1");
    service.kill();
    POSTGRES.kill();
    KAFKA.kill();

    POSTGRES.restart();
    KAFKA.restart();
    service = service("gzip").start();
    add("a2");

    var state = service.get("/v1/workflows/" + KEY + "?min_version=2&max_wait_ms=20000");
    assertEquals(200, state.statusCode());
    assertEquals(
        2,
        POSTGRES
            .sql()
            .number(
                "SELECT count(*) FROM workflow_history"
                    + " WHERE workflow_key = ? AND action_id IN ('a1', 'a2')",
                KEY));
    awaitProjected(KEY);
    assertTrue(codecsOf("state-committed").contains(CompressionType.GZIP));
    assertTrue(service.residentBytes() > 0);
    assertTrue(service.metrics().sum("jvm_memory_used_bytes", "area=\"heap\"") > 0);
  }

  /** Requests get responses, events are published, streams end, and the outbox leases are released. */
  @Test
  @Order(4)
  void stop_finishesRequestsAndPublishing() {
    var events = service.getAsync("/v1/workflows/" + KEY + "/events");
    await().until(() -> service.metrics().sum("purereducer_read_event_streams") == 1);
    var responses = IntStream.range(0, SENT_BEFORE_STOP)
        .mapToObj(number -> service.postAsync(ACTIONS, action("sent-" + number)))
        .toList();
    await().until(() -> responses.stream().anyMatch(CompletableFuture::isDone));

    var stopped = Instant.now();
    service.stop();

    // a stream that does not end would delay the stop by ten seconds, and be cut
    assertEquals(200, events.join().statusCode());
    assertTrue(Duration.between(stopped, Instant.now()).toSeconds() < 8);
    long acknowledged =
        responses.stream().filter(PackagedServiceIT::isAcknowledged).count();
    var sql = POSTGRES.sql();
    assertTrue(acknowledged > 0);
    assertEquals(
        acknowledged,
        sql.number("SELECT count(*) FROM workflow_history WHERE action_id LIKE 'sent-%'"),
        "acknowledged and committed");
    assertEquals(0, sql.number("SELECT count(*) FROM outbox"));
    assertEquals(0, sql.number("SELECT count(*) FROM outbox_lease WHERE expires_at > now()"));
  }

  /** Requests after the stop began are not accepted. */
  private static boolean isAcknowledged(CompletableFuture<HttpResponse<String>> response) {
    return response
        .handle((received, failure) -> failure == null && received.statusCode() == 200)
        .join();
  }

  private static void add(String id) {
    var response = service.post(ACTIONS, action(id));
    assertEquals(200, response.statusCode(), response.body());
  }

  private static JsonNode awaitProjected(String key) throws IOException {
    await().atMost(SOON).untilAsserted(() -> {
      var read = service.get("/v1/workflows/" + key);
      assertEquals(200, read.statusCode(), read.body());
      assertEquals("projection", header(read, "X-Source"));
    });
    return json(service.get("/v1/workflows/" + key));
  }

  private static void send(String key, String codec, String payload) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", KAFKA.bootstrap(), "compression.type", codec);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      var action =
          "{\"action_id\": \"a1\", \"reducer\": \"counter\", \"payload\": " + payload + "}";
      producer.send(new ProducerRecord<>("actions", key, action.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The codecs of a topic's record batches, read from the files of the broker. */
  private static Set<CompressionType> codecsOf(String topic) throws Exception {
    Set<CompressionType> codecs = EnumSet.noneOf(CompressionType.class);
    try (var admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrap()))) {
      for (var directory :
          admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).entrySet()) {
        for (var partition : directory.getValue().replicaInfos().keySet()) {
          if (partition.topic().equals(topic)) {
            var segment =
                Path.of(directory.getKey(), partition.toString(), "00000000000000000000.log");
            try (var records = FileRecords.open(segment.toFile(), false)) {
              records.batches().forEach(batch -> codecs.add(batch.compressionType()));
            }
          }
        }
      }
    }
    return codecs;
  }

  private static Set<String> hashesOfScriptsIn(String page) throws Exception {
    Set<String> hashes = new TreeSet<>();
    for (var script : SCRIPT.matcher(page).results().toList()) {
      var digest = MessageDigest.getInstance("SHA-256")
          .digest(script.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    return hashes;
  }

  private static Set<String> hashesIn(String policy) {
    return HASH.matcher(policy)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  private static String actionsOf(String key) {
    return "/v1/workflows/" + key + "/actions";
  }

  private static String action(String id) {
    return "{\"action_id\": \"%s\", \"reducer\": \"counter\", \"payload\": {\"add\": 1}}"
        .formatted(id);
  }
}
