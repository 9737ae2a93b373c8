package dev.purereducer.read;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.SmallLimits;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.http.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(SmallLimits.class)
@Timeout(60)
class EventsResourceTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource
  URI address;

  @Inject
  MeterRegistry registry;

  @Inject
  Pool pool;

  /** A server-sent event: its id and its data. */
  private record Event(long id, JsonNode data) {}

  /** An event stream as its client reads it. */
  private static final class Events implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Stream<String> body;
    private final Iterator<String> lines;

    private Events(HttpRequest request) throws IOException, InterruptedException {
      var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
      assertEquals(200, response.statusCode());
      assertEquals(
          "text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
      assertEquals("no-cache", response.headers().firstValue("Cache-Control").orElse(""));
      assertEquals("no", response.headers().firstValue("X-Accel-Buffering").orElse(""));
      body = response.body();
      lines = body.iterator();
    }

    /** The next event; null at the end of the stream. */
    private @Nullable Event next() throws IOException {
      long id = 0;
      while (lines.hasNext()) {
        var line = lines.next();
        if (line.startsWith("id:")) {
          id = Long.parseLong(line.substring(3).strip());
        } else if (line.startsWith("data:")) {
          return new Event(id, JSON.readTree(line.substring(5)));
        }
      }
      return null;
    }

    @Override
    public void close() {
      body.close();
      client.shutdownNow();
      client.close();
    }
  }

  @Test
  void stream_showsPastAndFutureActionsInOrder() throws Exception {
    var key = StoredWorkflow.uniqueKey("events");
    add(key, 1);
    add(key, 2);

    try (var events = events(key, "")) {
      for (long version = 1; version <= 4; version++) {
        if (version > 2) {
          add(key, version);
        }
        var event = events.next();
        assertNotNull(event);
        assertEquals(version, event.id);
        assertEquals(version, event.data.get("version").asLong());
        assertEquals("a" + version, event.data.get("action_id").asText());
        assertEquals(version, event.data.at("/action/payload/add").asLong());
      }
    }
  }

  @Test
  void clientThatReconnects_resumesAfterItsLastEvent() throws Exception {
    var key = StoredWorkflow.uniqueKey("events");
    for (long version = 1; version <= 3; version++) {
      add(key, version);
    }

    try (var again = events(key, "", "Last-Event-ID", "2");
        var other = events(key, "?after=1")) {
      assertEquals(3, nextEvent(again).id);
      assertEquals(2, nextEvent(other).id);
    }
  }

  @Test
  void stream_endsAtItsMaximumAge() throws Exception {
    var key = StoredWorkflow.uniqueKey("events");
    add(key, 1);

    try (var events = events(key, "")) {
      assertEquals(1, nextEvent(events).id);
      assertEquals(null, events.next());
    }
  }

  @Test
  void streamOverTheLimit_is429UntilAnotherEnds() throws Exception {
    var key = StoredWorkflow.uniqueKey("events");
    add(key, 1);

    var first = events(key, "");
    try (var second = events(key, "")) {
      assertEquals(1, nextEvent(second).id);
      given()
          .get("/v1/workflows/{key}/events", key)
          .then()
          .statusCode(429)
          .contentType("application/problem+json")
          .header("Retry-After", "1")
          .body("type", endsWith(ProblemType.TOO_MANY_READERS.code()));
      first.close();
      await().atMost(SOON).until(() -> open() < SmallLimits.MAX_EVENT_STREAMS);
    }
    await().atMost(SOON).until(() -> open() == 0);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void head_isAnsweredWithTheHeadersOfAStreamAndTakesNone(HttpClient.Version version)
      throws Exception {
    try (var client = HttpClient.newBuilder().version(version).build()) {
      for (int i = 0; i <= SmallLimits.MAX_EVENT_STREAMS; i++) {
        var head = client.send(
            request(StoredWorkflow.uniqueKey("events"), "").HEAD().build(),
            HttpResponse.BodyHandlers.discarding());
        assertEquals(200, head.statusCode());
        assertEquals(
            "text/event-stream", head.headers().firstValue("Content-Type").orElse(""));
        assertEquals("no-cache", head.headers().firstValue("Cache-Control").orElse(""));
        assertEquals("no", head.headers().firstValue("X-Accel-Buffering").orElse(""));
      }
      var next = client.send(
          HttpRequest.newBuilder(address.resolve("/q/health/live")).build(),
          HttpResponse.BodyHandlers.discarding());
      assertEquals(200, next.statusCode());
    }
    assertEquals(0, open());
  }

  @Test
  void headWithAnInvalidParameter_isBadRequest() {
    given().head("/v1/workflows/{key}/events?after=x", "events:any").then().statusCode(400);
  }

  @Test
  void streamOfAWorkflowWithoutActions_isOpenAtOnce() throws Exception {
    try (var events = events(StoredWorkflow.uniqueKey("events"), "")) {
      assertEquals(":alive", events.lines.next());
    }
  }

  @Test
  void streamAfterARemovedHistory_continuesWithTheNextAction() throws Exception {
    var key = StoredWorkflow.uniqueKey("events");
    add(key, 1);
    add(key, 2);
    StoredWorkflow.sql(pool, "DELETE FROM workflow_history WHERE workflow_key = $1", Tuple.of(key));

    try (var events = events(key, "")) {
      assertEquals(":alive", events.lines.next());
      add(key, 3);
      assertEquals(3, nextEvent(events).id);
    }
  }

  @Test
  void lastEventIdThatIsNoNumber_isBadRequest() {
    given()
        .header("Last-Event-ID", "seven")
        .get("/v1/workflows/{key}/events", "events:any")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  private double open() {
    return registry.get("purereducer.read.event.streams").gauge().value();
  }

  private static Event nextEvent(Events events) throws IOException {
    var event = events.next();
    assertNotNull(event);
    return event;
  }

  private Events events(String key, String query, String... headers) throws Exception {
    var request = request(key, query);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return new Events(request.build());
  }

  private HttpRequest.Builder request(String key, String query) {
    var path = "/v1/workflows/" + URLEncoder.encode(key, StandardCharsets.UTF_8) + "/events";
    return HttpRequest.newBuilder(address.resolve(path + query));
  }

  private static void add(String key, long amount) {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of(
            "action_id", "a" + amount, "reducer", "counter", "payload", Map.of("add", amount)))
        .post("/v1/workflows/{key}/actions", key)
        .then()
        .statusCode(200);
  }
}
