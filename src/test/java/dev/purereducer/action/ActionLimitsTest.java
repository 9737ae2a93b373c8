package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits that a deployment has set lower: what is at the limit passes, what is one beyond does not. */
@QuarkusTest
@TestProfile(ActionLimitsTest.Low.class)
class ActionLimitsTest {
  public static class Low implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "purereducer.action.max-bytes", "200",
          "purereducer.action.max-key-chars", "50",
          "purereducer.action.max-depth", "3",
          "purereducer.action.max-number-digits", "5",
          "purereducer.action.bulk-max-actions", "4",
          "quarkus.http.limits.max-body-size", "1K",
          "quarkus.http.limits.max-header-size", "2K");
    }
  }

  private final String key = "low:" + UUID.randomUUID();

  static Stream<Arguments> payloads() {
    return Stream.of(
        Arguments.of("[[[]]]", "bad-payload"),
        Arguments.of("[[[[]]]]", "malformed-action"),
        Arguments.of("{\"a\":{\"a\":{}}}", "bad-payload"),
        Arguments.of("{\"a\":{\"a\":[{}]}}", "malformed-action"),
        Arguments.of("{\"add\":99999}", "committed@1"),
        Arguments.of("{\"add\":-99999}", "committed@1"),
        Arguments.of("{\"add\":100000}", "malformed-action"),
        Arguments.of("[1.2345]", "bad-payload"),
        Arguments.of("[1.23456]", "malformed-action"),
        Arguments.of("[{\"a\":[123456]}]", "malformed-action"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("payloads")
  void payload_isHeldToDepthAndDigits(String payload, String expected) {
    var reply = Service.post(Service.actionsPath(key), action(payload));

    assertEquals(expected, ActionContract.result(reply.status(), reply.text()));
  }

  @Test
  void key_isHeldToItsLength() {
    var longest = key + "k".repeat(50 - key.length());

    assertEquals(200, Service.post(Service.actionsPath(longest), action("{}")).status());
    assertEquals(
        "bad-workflow-key",
        Service.post(Service.actionsPath(longest + "k"), action("{}")).problem());
  }

  @Test
  void actionAndBody_areHeldToTheirSizes() {
    var path = Service.actionsPath(key);
    var text = action("\"\"");

    assertEquals(
        "rejected",
        Service.post(path, action("\"" + "x".repeat(200 - text.length()) + "\""))
            .problem());
    assertEquals(
        "too-large",
        Service.post(path, action("\"" + "x".repeat(201 - text.length()) + "\""))
            .problem());
    assertEquals("too-large", Service.post(path, " ".repeat(1_025)).problem());
  }

  @Test
  void bulk_isHeldToItsNumberOfActions() {
    assertEquals("200 200 200 200", bulkStatuses("\n", 4));
    assertEquals("200 200 200 200 413", bulkStatuses("\n", 5));
    assertEquals("200 200 200 200 413", bulkStatuses("\n", 9));
    assertEquals("200 200 200 200", bulkStatuses(",", 4));
    assertEquals("200 200 200 200 413", bulkStatuses(",", 9));
  }

  @Test
  void headers_areHeldToTheirSize() {
    var path = "/v1/workflows?limit=1";

    assertEquals(200, Service.get(path, "X-Any", "x".repeat(1_000)).status());
    assertEquals(431, Service.get(path, "X-Any", "x".repeat(2_100)).status());
  }

  private String bulkStatuses(String separator, int actions) {
    var item = "{\"workflow_key\":\"" + key + "\"," + action("{}").substring(1);
    var items = String.join(separator, Collections.nCopies(actions, item));
    var body = separator.equals(",") ? "[" + items + "]" : items;
    var type = separator.equals(",") ? "application/json" : "application/x-ndjson";
    var text =
        Service.post("/v1/actions", type, body.getBytes(StandardCharsets.UTF_8)).text();
    var outcomes = separator.equals(",") ? text : "[" + text.strip().replace("\n", ",") + "]";
    StringBuilder statuses = new StringBuilder();
    Service.json(outcomes)
        .forEach(one -> statuses.append(' ').append(one.get("status").asInt()));
    return statuses.substring(1);
  }

  private static String action(String payload) {
    return "{\"reducer\":\"counter\",\"payload\":" + payload + "}";
  }
}
