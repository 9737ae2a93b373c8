package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BulkResourceTest {
  private final String run = UUID.randomUUID().toString();

  @Test
  void largeRequest_isCommittedAndAnsweredInOrder() {
    int keys = 10;
    var lines = IntStream.range(0, 5_000)
        .mapToObj(i -> action("bulk:" + i % keys + ":" + run, "a" + i, "{}"))
        .toList();

    var outcomes = lines(lines);

    assertEquals(5_000, outcomes.size());
    Map<String, Long> versions = new HashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      var outcome = outcomes.get(i);
      assertEquals(i, outcome.get("index").asInt());
      assertEquals("a" + i, outcome.get("action_id").asText());
      long version = versions.merge(outcome.get("workflow_key").asText(), 1L, Long::sum);
      assertEquals(version, outcome.get("version").asLong(), outcome.toString());
    }
    // 5,000 actions over 10 keys
    assertTrue(versions.values().stream().allMatch(version -> version == 500), versions.toString());
  }

  @Test
  void arrayRequest_getsAnArray() {
    var body = "[" + action(key(), "a", "{}") + ",\n " + action(key(), "b", "[]") + "]";
    var reply = Service.post("/v1/actions", body);

    assertTrue(reply.header("content-type").startsWith("application/json"));
    assertEquals(2, reply.json().size());
    assertEquals(200, reply.json().get(0).get("status").asInt());
    assertEquals("committed", reply.json().get(0).get("outcome").asText());
    assertEquals(422, reply.json().get(1).get("status").asInt());
    assertEquals("bad-payload", reply.json().get(1).get("problem").get("code").asText());
  }

  @Test
  void largeArrayRequest_getsOneArray() {
    var body = IntStream.range(0, 3_000)
        .mapToObj(i -> action(key(), "a" + i, "{}"))
        .collect(Collectors.joining(",", "[", "]"));
    var outcomes = Service.post("/v1/actions", body).json();

    assertEquals(3_000, outcomes.size());
    assertEquals(3_000, outcomes.get(2_999).get("version").asLong());
  }

  @Test
  void emptyRequest_hasNoOutcomes() {
    assertEquals("[]", Service.post("/v1/actions", "[]").text());
    assertEquals(List.of(), lines(List.of("", "  ")));
  }

  @Test
  void invalidArray_isProcessedUpToTheInvalidElement() {
    var body = "[" + action(key(), "a", "{}") + "," + action(key(), "b", "{}") + ",{\"x\" 1}]";
    var outcomes = Service.post("/v1/actions", body).json();

    assertEquals(3, outcomes.size());
    assertEquals(2, outcomes.get(1).get("version").asLong());
    assertEquals(400, outcomes.get(2).get("status").asInt());
    assertTrue(outcomes.get(2).get("problem").get("detail").asText().startsWith("not valid JSON"));
  }

  @Test
  void bodyThatIsNotAnArray_isRefused() {
    assertEquals("malformed-action", Service.post("/v1/actions", "{}").problem());
    assertEquals("malformed-action", Service.post("/v1/actions", "").problem());
    assertEquals("malformed-action", Service.post("/v1/actions", "nope").problem());
  }

  @Test
  void invalidLine_doesNotStopTheOthers() {
    var outcomes = lines(List.of(
        action(key(), "a", "{}"),
        "{\"broken",
        "{\"reducer\":\"counter\",\"payload\":{}}",
        action(key(), "b", "{}")));

    assertEquals(
        List.of(200, 400, 400, 200),
        outcomes.stream().map(outcome -> outcome.get("status").asInt()).toList());
    assertEquals(2, outcomes.get(3).get("version").asLong());
  }

  @Test
  void duplicate_isMarkedAsReplayed() {
    var outcomes = lines(List.of(action(key(), "a", "{}"), action(key(), "a", "{}")));

    assertEquals(1, outcomes.get(1).get("version").asLong());
    assertTrue(outcomes.get(1).get("replayed").asBoolean());
  }

  @Test
  void returnRepresentation_returnsEachState() {
    var body = (action(key(), "a", "{\"add\":2}") + "\n" + action(key(), "b", "{\"add\":3}"))
        .getBytes(StandardCharsets.UTF_8);
    var reply = Service.post(
        "/v1/actions", "application/x-ndjson", body, "Prefer", "return=representation");

    assertEquals(
        List.of(2, 5),
        reply
            .text()
            .lines()
            .map(line -> Service.json(line).at("/state/value").asInt())
            .toList());
  }

  @Test
  void headersForSingleActions_areRefused() {
    assertEquals(
        "bad-request", Service.post("/v1/actions", "[]", "Idempotency-Key", "a").problem());
    assertEquals(
        "bad-request", Service.post("/v1/actions", "[]", "If-Match", "\"1\"").problem());
  }

  private String key() {
    return "bulk:" + run;
  }

  private static List<JsonNode> lines(List<String> lines) {
    var body = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    var reply = Service.post("/v1/actions", "application/x-ndjson", body);
    assertEquals(200, reply.status(), reply.text());
    return reply.text().lines().map(Service::json).toList();
  }

  private static String action(String key, String id, String payload) {
    return "{\"workflow_key\":\"" + key + "\",\"action_id\":\"" + id
        + "\",\"reducer\":\"counter\",\"payload\":" + payload + "}";
  }
}
