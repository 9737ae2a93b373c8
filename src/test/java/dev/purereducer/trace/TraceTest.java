package dev.purereducer.trace;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.SmallQueues;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a collector sees of actions on their way through the whole service. */
@QuarkusTest
@TestProfile(SmallQueues.class)
class TraceTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CALLER = "b7ad6b7169203331";

  /** The requests to the collector; set by {@link CollectorResource}. */
  List<byte[]> receivedSpans;

  private final String key = "traces:" + UUID.randomUUID();

  @Test
  void followedAction_isOneTraceFromTheEntranceToTheReadModel() {
    var trace = freshTrace();
    send(trace, "01");

    var spans = wholeTrace(trace, Set.of("action", "commit", "publish", "project"));

    assertEquals(CALLER, spans.get("action").parentId());
    for (var later : List.of("commit", "publish", "project")) {
      assertEquals(spans.get("action").id(), spans.get(later).parentId(), later);
    }
  }

  @Test
  void actionOverTheBroker_isOneTraceToo() {
    var trace = freshTrace();
    given()
        .header("traceparent", traceparent(trace, "01"))
        .header("Prefer", "respond-async")
        .contentType("application/json")
        .body("{\"reducer\":\"counter\",\"payload\":{}}")
        .post("/v1/workflows/" + key + "/actions")
        .then()
        .statusCode(202);

    var spans = wholeTrace(trace, Set.of("accept", "action", "commit", "publish", "project"));

    assertEquals(CALLER, spans.get("accept").parentId());
    assertEquals(spans.get("accept").id(), spans.get("action").parentId());
  }

  @Test
  void actionsThatNobodyFollows_leaveNoSpan() {
    var unfollowed = freshTrace();
    var followed = freshTrace();
    send(unfollowed, "00");
    post(Map.of());
    send(followed, "01");

    wholeTrace(followed, Set.of("action", "commit", "publish", "project"));

    // Spans are sent in the order of their ends, and the read model's is the last.
    assertTrue(spans().stream().noneMatch(span -> span.traceId().equals(unfollowed)));
    assertTrue(spans().stream().allMatch(span -> span.parentId() != null), "ratio is 0");
  }

  private void send(String trace, String flags) {
    post(Map.of("traceparent", traceparent(trace, flags)));
  }

  private void post(Map<String, String> headers) {
    given()
        .headers(headers)
        .contentType("application/json")
        .body("{\"reducer\":\"counter\",\"payload\":{}}")
        .post("/v1/workflows/" + key + "/actions")
        .then()
        .statusCode(200);
  }

  /** By their names, once exactly these are there. */
  private Map<String, SeenSpan> wholeTrace(String trace, Set<String> names) {
    await().atMost(SOON).until(() -> spansOf(trace).keySet().containsAll(names));
    var spans = spansOf(trace);
    assertEquals(names, spans.keySet());
    return spans;
  }

  private Map<String, SeenSpan> spansOf(String trace) {
    return spans().stream()
        .filter(span -> span.traceId().equals(trace))
        .collect(Collectors.toMap(SeenSpan::name, Function.identity()));
  }

  private List<SeenSpan> spans() {
    return receivedSpans.stream()
        .flatMap(request -> SeenSpan.of(request).stream())
        .toList();
  }

  private static String freshTrace() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static String traceparent(String trace, String flags) {
    return "00-" + trace + "-" + CALLER + "-" + flags;
  }
}
