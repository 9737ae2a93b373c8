package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ActionResourceTest {
  private final String key = "rest:" + UUID.randomUUID();
  private final String path = Service.actionsPath(key);

  @Inject
  Pool pool;

  @Test
  void commit_returnsVersionAndEtag() {
    var reply = Service.post(path, action("a", "{\"add\":3}"));

    assertEquals(200, reply.status());
    assertEquals("application/json", reply.header("content-type"));
    assertEquals("\"1\"", reply.header("etag"));
    assertNull(reply.header("idempotency-replayed"));
    assertEquals(
        "{\"outcome\":\"committed\",\"workflow_key\":\"" + key
            + "\",\"action_id\":\"a\",\"version\":1,\"attempts\":1}",
        reply.text());
  }

  @Test
  void missingActionId_isGeneratedAndReturned() {
    var reply = Service.post(path, "{\"reducer\":\"counter\",\"payload\":{}}");

    assertNotNull(UUID.fromString(reply.json().get("action_id").asText()));
  }

  @Test
  void idempotencyKey_isTheActionId() {
    var body = "{\"reducer\":\"counter\",\"payload\":{}}";

    var first = Service.post(path, body, "Idempotency-Key", "\"k-1\"");
    var second = Service.post(path, body, "Idempotency-Key", "k-1");

    assertEquals("k-1", first.json().get("action_id").asText());
    assertEquals("true", second.header("idempotency-replayed"));
    assertEquals(1, second.json().get("version").asLong());
    assertEquals(
        "malformed-action",
        Service.post(path, action("other", "{}"), "Idempotency-Key", "k-1").problem());
  }

  @Test
  void duplicate_returnsTheFirstResponse() {
    var first = Service.post(path, action("a", "{\"add\":1}"));
    Service.post(path, action("b", "{\"add\":1}"));
    var again = Service.post(path, action("a", "{\"add\":1}"));

    assertEquals(first.text(), again.text());
    assertEquals("\"1\"", again.header("etag"));
    assertEquals("true", again.header("idempotency-replayed"));
  }

  @Test
  void duplicateOfARejection_isRejectedAgain() {
    var first = Service.post(path, action("a", "[]"));
    var again = Service.post(path, action("a", "[]"));

    assertEquals("rejected", first.problem());
    assertEquals("bad-payload", first.json().get("code").asText());
    assertEquals(422, again.status());
    assertEquals(first.text(), again.text());
    assertEquals("true", again.header("idempotency-replayed"));
    assertNull(first.header("idempotency-replayed"));
  }

  @Test
  void ifMatch_requiresTheVersion() {
    assertEquals(
        200, Service.post(path, action("a", "{}"), "If-None-Match", "*").status());
    assertEquals(200, Service.post(path, action("b", "{}"), "If-Match", "\"1\"").status());

    var stale = Service.post(path, action("c", "{}"), "If-Match", "\"1\"");

    assertEquals("stale-version", stale.problem());
    assertEquals(412, stale.status());
    assertEquals(2, stale.json().get("version").asLong());
    assertEquals("\"2\"", stale.header("etag"));
    assertEquals(
        412, Service.post(path, action("d", "{}"), "If-None-Match", "*").status());
    assertEquals(
        "bad-request", Service.post(path, action("e", "{}"), "If-Match", "2").problem());
  }

  @Test
  void staleEpoch_isConflict() {
    Service.post(path, action("a", "{}", "\"epoch\":5,\"lease_id\":\"x\""));
    var stale = Service.post(path, action("b", "{}", "\"epoch\":4,\"lease_id\":\"x\""));

    assertEquals(409, stale.status());
    assertEquals("stale-epoch", stale.problem());
  }

  @Test
  void returnRepresentation_returnsTheStateAfterThisAction() {
    var first = Service.post(path, action("a", "{\"add\":3}"), "Prefer", "return=representation");

    assertEquals("return=representation", first.header("preference-applied"));
    assertEquals("{\"value\":3}", first.json().get("state").toString());
    assertFalse(Service.post(path, action("b", "{\"add\":4}")).json().has("state"));
  }

  @Test
  void returnRepresentation_ofADuplicate_returnsTheStateAfterTheFirstCommit() {
    Service.post(path, action("a", "{\"add\":3}"));
    Service.post(path, action("b", "{\"add\":4}"));

    var again = Service.post(path, action("a", "{\"add\":3}"), "Prefer", "return=representation");

    assertEquals("true", again.header("idempotency-replayed"));
    assertEquals("{\"value\":3}", again.json().get("state").toString());
  }

  @Test
  void returnRepresentation_ofADuplicateWhoseHistoryIsTrimmed_returnsNoState() {
    Service.post(path, action("a", "{\"add\":3}"));
    Service.post(path, action("b", "{\"add\":4}"));
    pool.preparedQuery("DELETE FROM workflow_history WHERE workflow_key = $1 AND version = 1")
        .execute(Tuple.of(key))
        .await()
        .atMost(Duration.ofSeconds(10));

    var again = Service.post(path, action("a", "{\"add\":3}"), "Prefer", "return=representation");

    assertEquals(200, again.status());
    assertEquals("true", again.header("idempotency-replayed"));
    assertEquals(1, again.json().get("version").asInt());
    assertFalse(again.json().has("state"));
    assertNull(again.header("preference-applied"));
  }

  @Test
  void correlationId_isReturned() {
    var inHeader = Service.post(path, action("a", "{}"), "X-Correlation-Id", "corr-1");
    var inBody = Service.post(
        path, action("b", "{}", "\"correlation_id\":\"corr-2\""), "X-Correlation-Id", "corr-1");
    var refused = Service.post(path, "{", "X-Correlation-Id", "corr-3");

    assertEquals("corr-1", inHeader.header("x-correlation-id"));
    assertEquals("corr-2", inBody.header("x-correlation-id"));
    assertEquals("corr-3", refused.json().get("correlation_id").asText());
  }

  @Test
  void correlationId_isInTheHistory() {
    var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Service.post(path, action("a", "{}"), "traceparent", trace, "X-Correlation-Id", "corr-9");

    var action = pool.preparedQuery(
            "SELECT action::text FROM workflow_history WHERE workflow_key = $1")
        .execute(Tuple.of(key))
        .await()
        .atMost(Duration.ofSeconds(5))
        .iterator()
        .next()
        .getString(0);

    assertTrue(action.contains("corr-9"), action);
  }

  @Test
  void respondAsync_isAcceptedAndCommittedLater() {
    var reply = Service.post(path, action("a \u00E4/1", "{\"add\":3}"), "Prefer", "respond-async");

    assertEquals(202, reply.status());
    assertEquals("respond-async", reply.header("preference-applied"));
    assertEquals("accepted", reply.json().get("outcome").asText());
    assertEquals(
        "/v1/actions/a%20%C3%A4%2F1?workflow_key=" + Service.encoded(key),
        reply.header("location"));
    var settled = await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Service.get(reply.header("location")), found -> found.status() == 200);
    assertEquals("committed", settled.json().get("outcome").asText());
    assertEquals(1, settled.json().get("version").asLong());
  }

  @Test
  void respondAsync_keepsEveryPrecondition() {
    Service.post(path, action("a", "{}", "\"epoch\":5,\"lease_id\":\"x\""));
    Service.post(path, action("b", "{}"), "Prefer", "respond-async", "If-Match", "\"7\"");
    Service.post(
        path,
        action("c", "{}", "\"epoch\":5,\"lease_id\":\"x\",\"type\":\"T\""),
        "Prefer",
        "respond-async",
        "If-Match",
        "\"1\"");

    var settled = await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> settled("c"), found -> found.status() == 200);
    assertEquals(2, settled.json().get("version").asLong());
    assertEquals("not-settled", settled("b").problem());
  }

  @Test
  void respondAsync_refusesInvalidInputAtOnce() {
    assertEquals(
        "unknown-reducer",
        Service.post(path, "{\"reducer\":\"no\",\"payload\":{}}", "Prefer", "respond-async")
            .problem());
  }

  @Test
  void outcome_isFoundByActionId() {
    Service.post(path, action("a", "{\"add\":3}"));
    Service.post(path, action("b", "[]"));

    assertEquals("\"1\"", settled("a").header("etag"));
    assertEquals("committed", settled("a").json().get("outcome").asText());
    assertEquals("rejected", settled("b").json().get("outcome").asText());
    assertEquals("bad-payload", settled("b").json().get("problem").get("code").asText());
    assertEquals(404, settled("c").status());
    assertEquals("not-settled", settled("c").problem());
    assertEquals("bad-request", Service.get("/v1/actions/a").problem());
    assertEquals(
        "bad-workflow-key", Service.get("/v1/actions/a?workflow_key=%20").problem());
  }

  @Test
  void keyWithReservedCharacters_isUsedUnchanged() {
    var strange = "ns:\u00E4 /?#%\uD83D\uDE00+" + UUID.randomUUID();
    var reply = Service.post(Service.actionsPath(strange), action("a", "{}"));

    assertEquals(strange, reply.json().get("workflow_key").asText());
  }

  @Test
  void openApi_hasTheActionEndpoints() {
    var document = Service.get("/q/openapi?format=json").json();

    var post = document.at("/paths/~1v1~1workflows~1{key}~1actions/post");
    assertEquals("postAction", post.get("operationId").asText());
    assertEquals(
        "#/components/responses/Problem", post.at("/responses/412/$ref").asText());
    assertTrue(
        document.at("/components/schemas/Action/properties/expected_version").isObject());
    assertTrue(document.at("/components/schemas/Problem/properties/status").isObject());
    assertTrue(document.at("/paths/~1v1~1actions/post/requestBody/content").size() == 2);
  }

  @Test
  void meters_countByTransportAndOutcome() {
    Service.post(path, action("a", "{}"));

    var metrics = Service.get("/q/metrics").text();
    assertTrue(
        metrics.contains("purereducer_actions_total{entrance=\"rest\",outcome=\"committed\"}"));
    assertTrue(metrics.contains("purereducer_action_latency_seconds_bucket{entrance=\"rest\""));
    assertTrue(metrics.contains("purereducer_action_kafka_in_flight "));
  }

  private Service.Reply settled(String id) {
    return Service.get("/v1/actions/" + id + "?workflow_key=" + Service.encoded(key));
  }

  private static String action(String id, String payload, String... more) {
    var others = more.length == 0 ? "" : "," + String.join(",", more);
    return "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":" + payload + others
        + "}";
  }
}
