package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.purereducer.SmallQueues;
import dev.purereducer.testkit.Protocol;
import dev.purereducer.testkit.Service;
import dev.purereducer.testkit.StreamingClient;
import dev.purereducer.testkit.StreamingClient.OpenRequest;
import dev.purereducer.testkit.StreamingClient.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests over each protocol whose bodies arrive in parts: bodies count as they arrive, and a refusal
 * can be read and leaves the other requests of its connection alone (I8).
 */
@QuarkusTest
@TestProfile(SmallQueues.class)
class RequestBodyTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String ACTION = "{\"reducer\":\"counter\",\"payload\":{}}";

  /** Two of these are over the limit of all bodies, and one is over that of an action. */
  private static final int OVER_HALF = 100 * 1_024;

  private final String key = "body:" + UUID.randomUUID();
  private final List<StreamingClient> clients = new ArrayList<>();

  @Inject
  Vertx vertx;

  @Inject
  MeterRegistry registry;

  @AfterEach
  void close() {
    clients.forEach(StreamingClient::close);
    await().atMost(SOON).until(() -> post().status() == 200);
  }

  private StreamingClient client(Protocol protocol) {
    var client = new StreamingClient(vertx, protocol);
    clients.add(client);
    return client;
  }

  @ParameterizedTest
  @EnumSource
  void eachEntrance_commitsABodyThatArrivesInParts(Protocol protocol) {
    var client = client(protocol);
    var item = "{\"workflow_key\":\"" + key + "\"," + ACTION.substring(1);

    var single = client.post(Service.actionsPath(key), JSON).write("{").end(ACTION.substring(1));
    var array = client.post("/v1/actions", JSON).write("[" + item).end("," + item + "]");
    var lines = client.post("/v1/actions", NDJSON).write(item + "\n").end(item);

    assertEquals("\"1\"", single.header("ETag"));
    assertTrue(array.body().contains("\"version\":3,"), array.body());
    assertTrue(lines.body().contains("\"version\":5,"), lines.body());
  }

  @ParameterizedTest
  @EnumSource
  void eventStream_isReadBesideOtherRequestsAndEndsWithItsClient(Protocol protocol) {
    var client = client(protocol);
    client.post(Service.actionsPath(key), JSON).end(ACTION);
    var stream = client.stream("/v1/workflows/" + Service.encoded(key) + "/events");

    await().atMost(SOON).until(() -> stream.received().contains("id:1\n"));
    client.post(Service.actionsPath(key), JSON).end(ACTION);
    await().atMost(SOON).until(() -> stream.received().contains("id:2\n"));
    stream.reset();

    await().atMost(SOON).until(() -> openStreams() == 0);
    assertEquals(200, client.get("/q/health/live").status());
  }

  @ParameterizedTest
  @EnumSource
  void slowSmallBodies_leaveCapacityForOthers(Protocol protocol) {
    var client = client(protocol);
    List<OpenRequest> slow = new ArrayList<>();
    for (int i = 0; i < SmallQueues.MAX_REQUESTS - 1; i++) {
      slow.add(client.post(Service.actionsPath(key), JSON).write(ACTION.substring(0, 20)));
    }

    assertEquals(200, post().status());
    for (var request : slow) {
      assertEquals(200, request.end(ACTION.substring(20)).status());
    }
  }

  @ParameterizedTest
  @EnumSource
  void actionOverItsSize_is413(Protocol protocol) {
    var client = client(protocol);

    var reply =
        client.post(Service.actionsPath(key), JSON).writeSpaces(2 * OVER_HALF).reply();

    assertEquals(413, reply.status());
    assertProblem("too-large", reply, protocol);
    assertEquals(200, client.get("/q/health/live").status());
  }

  @ParameterizedTest
  @EnumSource
  void bulkOverItsSize_is413(Protocol protocol) {
    var client = client(protocol);
    var other = waitingRead(client, Duration.ofMillis(500));

    var reply = client.post("/v1/actions", NDJSON, "Content-Length", "17000000").reply();

    assertEquals(413, reply.status());
    assertProblem("too-large", reply, protocol);
    assertEquals(404, StreamingClient.await(other).status());
  }

  @ParameterizedTest
  @EnumSource
  void bodiesOverTheByteLimit_get503AndOthersGoOn(Protocol protocol) {
    var client = client(protocol);
    var first = client.post("/v1/actions", NDJSON).writeSpaces(OVER_HALF);
    var other = waitingRead(client, Duration.ofMillis(500));

    var refused = client.post("/v1/actions", NDJSON).writeSpaces(OVER_HALF).reply();

    assertEquals(503, refused.status());
    assertProblem("overloaded", refused, protocol);
    assertEquals("1", refused.header("Retry-After"));
    assertFalse(first.hasReply());
    assertEquals(200, first.end(" ").status());
    assertEquals(404, StreamingClient.await(other).status());
  }

  @ParameterizedTest
  @EnumSource
  void oneBodyAlone_mayExceedTheByteLimit(Protocol protocol) {
    var reply =
        client(protocol).post("/v1/actions", NDJSON).writeSpaces(2 * OVER_HALF).end(" ");

    assertEquals(200, reply.status());
  }

  @ParameterizedTest
  @EnumSource
  void bodyOfACutStream_isReleased(Protocol protocol) {
    var client = client(protocol);
    client.post("/v1/actions", NDJSON).writeSpaces(OVER_HALF).reset();

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertEquals(
            200,
            client.post("/v1/actions", NDJSON).writeSpaces(OVER_HALF).end(" ").status()));
  }

  @ParameterizedTest
  @EnumSource
  void slowBody_gets408AndOthersGoOn(Protocol protocol) {
    var client = client(protocol);
    var other = waitingRead(client, SmallQueues.BODY_TIMEOUT.multipliedBy(3).dividedBy(2));

    var reply = client.post(Service.actionsPath(key), JSON).write("{").reply();

    assertEquals(408, reply.status());
    assertProblem("request-timeout", reply, protocol);
    assertEquals(404, StreamingClient.await(other).status());
  }

  @ParameterizedTest
  @EnumSource
  void requestOverTheNumber_gets503AndOthersGoOn(Protocol protocol) {
    assumeTrue(protocol.isMultiplexed());
    var client = client(protocol);
    var other = waitingRead(client, Duration.ofMillis(500));
    for (int i = 0; i < SmallQueues.MAX_REQUESTS; i++) {
      client.post(Service.actionsPath(key), JSON).write("{");
    }

    var refused = client.post(Service.actionsPath(key), JSON).reply();

    assertEquals(503, refused.status());
    assertProblem("overloaded", refused, protocol);
    assertEquals(404, StreamingClient.await(other).status());
  }

  @ParameterizedTest
  @EnumSource
  void encodedBody_is415AtEveryPath(Protocol protocol) {
    var client = client(protocol);
    for (var path : List.of(
        Service.actionsPath(key),
        "/v1/actions",
        "/v1/workflows/k/verify",
        "/v1/projections/workflow/rebuild",
        "/v1/dead-letters/redrive",
        "/v1/dead-letters/1/redrive")) {
      var reply = client.post(path, JSON, "Content-Encoding", "gzip").end("x");

      assertEquals(415, reply.status(), path);
      assertProblem("unsupported-media-type", reply, protocol);
      assertEquals("identity", reply.header("Accept-Encoding"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void identityEncoding_isAccepted(Protocol protocol) {
    var reply = client(protocol)
        .post(Service.actionsPath(key), JSON, "Content-Encoding", "Identity")
        .end(ACTION);

    assertEquals(200, reply.status());
  }

  /** A read over the client's connection that gets a 404 after that time. */
  private Future<Reply> waitingRead(StreamingClient client, Duration time) {
    return client.getLater(
        "/v1/workflows/" + Service.encoded(key) + "?min_version=1&max_wait_ms=" + time.toMillis());
  }

  private double openStreams() {
    return registry.get("purereducer.read.event.streams").gauge().value();
  }

  private Service.Reply post() {
    return Service.post(Service.actionsPath("body:" + UUID.randomUUID()), ACTION);
  }

  private static void assertProblem(String code, Reply reply, Protocol protocol) {
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertTrue(reply.body().contains("urn:pure-reducer:problem:" + code + "\""), reply.body());
    if (protocol.isMultiplexed()) {
      assertNull(reply.header("Connection"), "a connection header over HTTP/2");
    }
  }
}
