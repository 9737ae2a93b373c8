package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.SmallLimits;
import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configured limits of an action: a value at the limit is accepted, one above it is refused. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class ActionLimitsTest {
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
  void payloadOverDepthOrDigits_isRefused(String payload, String expected) {
    var reply = Service.post(Service.actionsPath(key), action(payload));

    assertEquals(expected, ActionContract.result(reply.status(), reply.text()));
  }

  @Test
  void keyOverItsLength_isRefused() {
    var longest = key + "k".repeat(50 - key.length());

    assertEquals(200, Service.post(Service.actionsPath(longest), action("{}")).status());
    assertEquals(
        "bad-workflow-key",
        Service.post(Service.actionsPath(longest + "k"), action("{}")).problem());
  }

  @Test
  void actionOrBodyOverItsSize_isRefused() {
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
  void bulkOverItsNumberOfActions_isRefusedFromTheNextOn() {
    assertEquals("200 200 200 200", bulkStatuses("\n", 4));
    assertEquals("200 200 200 200 413", bulkStatuses("\n", 5));
    assertEquals("200 200 200 200 413", bulkStatuses("\n", 9));
    assertEquals("200 200 200 200", bulkStatuses(",", 4));
    assertEquals("200 200 200 200 413", bulkStatuses(",", 9));
  }

  @Test
  void headersOverTheirSize_areRefused() {
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
