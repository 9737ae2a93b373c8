package dev.purereducer.trace;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.SmallQueues;
import dev.purereducer.trace.CollectorResource.ReceivedExport;
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

/** The spans that a collector receives of actions in the running service. */
@QuarkusTest
@TestProfile(SmallQueues.class)
class TraceTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CALLER = "b7ad6b7169203331";

  List<ReceivedExport> receivedExports;

  private final String key = "traces:" + UUID.randomUUID();

  @Test
  void sampledAction_isOneTraceFromRestToTheReadModel() {
    var trace = freshTrace();
    send(trace, "01");

    var spans = wholeTrace(trace, Set.of("action", "commit", "publish", "project"));

    assertEquals(CALLER, spans.get("action").parentId());
    for (var later : List.of("commit", "publish", "project")) {
      assertEquals(spans.get("action").id(), spans.get(later).parentId(), later);
    }
  }

  @Test
  void sampledActionWithRespondAsync_isOneTraceThroughKafka() {
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
  void unsampledActions_createNoSpan() {
    var unsampled = freshTrace();
    var sampled = freshTrace();
    send(unsampled, "00");
    post(Map.of());
    send(sampled, "01");

    wholeTrace(sampled, Set.of("action", "commit", "publish", "project"));

    // Spans are exported in the order in which they end, and the span of the read model ends last.
    assertTrue(spans().stream().noneMatch(span -> span.traceId().equals(unsampled)));
    assertTrue(spans().stream().allMatch(span -> span.parentId() != null), "ratio is 0");
  }

  @Test
  void export_hasTheHeadersAndTheResourceOfTheOtelVariables() {
    var trace = freshTrace();
    send(trace, "01");
    wholeTrace(trace, Set.of("action", "commit", "publish", "project"));

    var export = receivedExports.getFirst();
    var resource = CollectedSpan.resourceAttributes(export.body());

    assertEquals("a key", export.apiKey());
    assertEquals("orders", resource.get("service.name"));
    assertEquals("test", resource.get("deployment.environment"));
    assertNotNull(resource.get("service.instance.id"));
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

  /** The spans of the trace by name, once exactly these names have arrived. */
  private Map<String, CollectedSpan> wholeTrace(String trace, Set<String> names) {
    await().atMost(SOON).until(() -> spansOf(trace).keySet().containsAll(names));
    var spans = spansOf(trace);
    assertEquals(names, spans.keySet());
    return spans;
  }

  private Map<String, CollectedSpan> spansOf(String trace) {
    return spans().stream()
        .filter(span -> span.traceId().equals(trace))
        .collect(Collectors.toMap(CollectedSpan::name, Function.identity()));
  }

  private List<CollectedSpan> spans() {
    return receivedExports.stream()
        .flatMap(request -> CollectedSpan.of(request.body()).stream())
        .toList();
  }

  private static String freshTrace() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static String traceparent(String trace, String flags) {
    return "00-" + trace + "-" + CALLER + "-" + flags;
  }
}
