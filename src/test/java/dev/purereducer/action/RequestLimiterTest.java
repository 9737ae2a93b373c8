package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.SmallQueues;
import dev.purereducer.testkit.RawClient;
import dev.purereducer.testkit.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slow senders, slow readers and too many requests: other clients are not affected (I8). */
@QuarkusTest
@TestProfile(SmallQueues.class)
class RequestLimiterTest {
  private static final int REQUESTS = SmallQueues.MAX_REQUESTS;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String NDJSON = "application/x-ndjson";

  private final String key = "gate:" + UUID.randomUUID();
  private final List<RawClient> clients = new ArrayList<>();

  @Inject
  Pool pool;

  @Inject
  MeterRegistry registry;

  @AfterEach
  void close() throws IOException {
    for (var client : clients) {
      client.close();
    }
    // one that still counts would take a slot from the next test
    await().atMost(SOON).until(() -> inFlight() == 0);
  }

  private double inFlight() {
    return registry.get("purereducer.requests.in.flight").gauge().value();
  }

  /** Requests without their bodies, each of which counts until it is closed as too slow. */
  private void occupyAllSlots(String path, String type) throws IOException {
    for (int i = 0; i < REQUESTS; i++) {
      client().send(head(path, type, 1_000));
    }
    await().atMost(SOON).until(() -> inFlight() == REQUESTS);
  }

  private RawClient client() throws IOException {
    var client = new RawClient(Service.uri("/").getPort());
    clients.add(client);
    return client;
  }

  @Test
  void announcedBytes_countOnlyOnceTheyArrive() throws Exception {
    client().send(head("/v1/actions", NDJSON, 8 * 1_024 * 1_024));

    for (int i = 0; i < 5; i++) {
      assertEquals(200, bulk("").status());
    }
  }

  @Test
  void silentConnection_isClosedBeforeItsFirstRequest() throws Exception {
    var silent = client();
    var kept = client();
    kept.send("GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(200, kept.readStatusAndBody());

    silent.readToEnd();
    kept.send("GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(200, kept.readStatusAndBody());
  }

  @Test
  void slowBody_closesOnlyItsOwnConnection() throws Exception {
    var slow = client();
    long started = System.nanoTime();
    slow.send(head("/v1/workflows/x/actions", "application/json", 1_000));

    await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
      assertEquals(200, post().status());
      return !slow.trySend(" ");
    });

    var open = Duration.ofNanos(System.nanoTime() - started);
    assertTrue(open.compareTo(SmallQueues.BODY_TIMEOUT) >= 0, "closed too early, after " + open);
  }

  @Test
  void requestsOverTheLimit_get503UntilSlowOnesAreClosed() throws Exception {
    occupyAllSlots("/v1/workflows/x/actions", "application/json");
    var refused = post();

    assertEquals(503, refused.status());
    assertEquals("overloaded", refused.problem());
    assertEquals("1", refused.header("retry-after"));
    assertEquals(200, Service.get("/q/health/live").status());
    await().atMost(SOON).until(() -> post().status() == 200);
  }

  @Test
  void refusedRequest_leavesItsConnectionUsable() throws Exception {
    occupyAllSlots("/v1/workflows/x/actions", "application/json");
    var retrying = client();

    await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
      var body = action("{}");
      retrying.send(head("/v1/workflows/" + key + "/actions", "application/json", body.length()));
      retrying.send(body);
      return retrying.readStatusAndBody() == 200;
    });
  }

  @Test
  void bodyOfARefusedRequest_doesNotBlockTheNextRequest() throws Exception {
    occupyAllSlots("/v1/workflows/x/actions", "application/json");
    var retrying = client();
    var head = head("/v1/workflows/" + key + "/actions", "application/json", 1_000);

    retrying.send(head);
    assertEquals(503, retrying.readStatusAndBody());
    retrying.send(" ".repeat(1_000));

    retrying.send(head);
    assertEquals(503, retrying.readStatusAndBody());
  }

  /** Their responses are written at once, and cut between two writes. */
  @Test
  void bulkRequestsOfClientsThatLeave_areReleased() throws Exception {
    var line = "{\"an action\":\"without a key\"}";
    for (int i = 0; i < 60; i++) {
      try (var leaving = new RawClient(Service.uri("/").getPort())) {
        leaving.send(head("/v1/actions", NDJSON, line.length()) + line);
        leaving.endSending();
        leaving.readToEnd();
      } catch (IOException _) {
        // a response that is cut, which is the case under test
      }
    }

    await().atMost(SOON).until(() -> bulk("").status() == 200);
    await().atMost(SOON).until(() -> inFlight() == 0);
  }

  @Test
  void bulkRequestsAtTheirLimit_leaveCapacityForSingleActions() throws Exception {
    occupyAllSlots("/v1/actions", NDJSON);

    assertEquals(503, bulk("").status());
    assertEquals(200, post().status());
  }

  @Test
  void clientThatDoesNotRead_holdsOneWindowAndBlocksNoOther() throws Exception {
    int actions = 300;
    var large = "x".repeat(50_000);
    assertEquals(
        200,
        Service.post(Service.actionsPath(key), document("{\"t\":\"" + large + "\"}"))
            .status());
    var lines = IntStream.range(0, actions)
        .mapToObj(i ->
            "{\"workflow_key\":\"" + key + "\"," + document("{\"n\":" + i + "}").substring(1))
        .collect(Collectors.joining("\n"));
    var unread = client();
    unread.send(head("/v1/actions", NDJSON, lines.length())
        .replace("\r\n\r\n", "\r\nPrefer: return=representation\r\n\r\n"));
    unread.send(lines);

    // 15 MB of responses, of which the two sockets buffer a few
    var versions = new ArrayList<Long>(List.of(0L, version()));
    await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> {
      versions.add(version());
      return versions.getLast() > 1 && versions.getLast().equals(versions.get(versions.size() - 2));
    });
    assertTrue(versions.getLast() < actions, "no back-pressure: " + versions);
    assertEquals(200, post().status());

    unread.readUntil("\"index\":" + (actions - 1));
    await().atMost(SOON).until(() -> version() == 1 + actions);
  }

  private Service.Reply post() {
    return Service.post(Service.actionsPath("gate:" + UUID.randomUUID()), action("{}"));
  }

  private static Service.Reply bulk(String body) {
    return Service.post("/v1/actions", NDJSON, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String head(String path, String type, int length) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: "
        + length + "\r\n\r\n";
  }

  private static String action(String payload) {
    return "{\"reducer\":\"counter\",\"payload\":" + payload + "}";
  }

  private static String document(String payload) {
    return "{\"reducer\":\"document\",\"payload\":" + payload + "}";
  }

  private long version() {
    var rows = pool.preparedQuery("SELECT version FROM workflow_state WHERE workflow_key = $1")
        .execute(Tuple.of(key))
        .await()
        .atMost(Duration.ofSeconds(5))
        .iterator();
    return rows.hasNext() ? rows.next().getLong(0) : 0;
  }
}
