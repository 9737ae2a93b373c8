package dev.purereducer.access;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rate limit of a namespace: it refuses what exceeds it, and no other namespace. */
@QuarkusTest
@TestProfile(TokenAuth.class)
class NamespaceRateTest {
  private static final int REQUESTS = 2 * TokenAuth.BURST;
  private static final String TOKEN =
      Issuer.shared().token(List.of("reader", "writer", "operator"), "*");

  private final String busy = "busy" + UUID.randomUUID();
  private final String calm = "calm" + UUID.randomUUID();

  @TestHTTPResource
  URI service;

  /** The rate is one a second, so a slow machine adds a few to the burst, not as many again. */
  @Test
  void namespaceOverItsRate_gets429AndOthersDoNot() {
    try (var client = HttpClient.newHttpClient()) {
      var responses = IntStream.range(0, REQUESTS)
          .mapToObj(_ -> client.sendAsync(read(busy + ":x"), BodyHandlers.ofString()))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();

      var refused =
          responses.stream().filter(response -> response.statusCode() == 429).toList();
      assertFalse(refused.isEmpty());
      for (var response : refused) {
        assertEquals("1", response.headers().firstValue("Retry-After").orElse(""));
        assertTrue(response.body().contains("urn:pure-reducer:problem:too-many-requests"));
      }
      assertTrue(responses.size() - refused.size() >= TokenAuth.BURST, "refused within the burst");
    }
    write(calm + ":x").statusCode(200);
  }

  private HttpRequest read(String key) {
    return HttpRequest.newBuilder(service.resolve("/v1/workflows/" + key.replace(":", "%3A")))
        .header("Authorization", "Bearer " + TOKEN)
        .build();
  }

  /** Later actions of the namespace must not overtake the refused one. */
  @Test
  void bulkOverTheRate_isRefusedFromItsFirstExcessActionOn() {
    var actions = IntStream.range(0, 2 * REQUESTS)
        .mapToObj(i -> "{\"workflow_key\":\"" + (i % 2 == 0 ? busy : calm + i) + ":k\","
            + "\"reducer\":\"counter\",\"payload\":{}}")
        .collect(Collectors.joining(",", "[", "]"));

    List<Integer> statuses = given()
        .auth()
        .oauth2(TOKEN)
        .contentType(ContentType.JSON)
        .body(actions)
        .post("/v1/actions")
        .then()
        .statusCode(200)
        .extract()
        .path("status");

    var busyStatuses =
        IntStream.range(0, REQUESTS).mapToObj(i -> statuses.get(2 * i)).toList();
    int taken = busyStatuses.indexOf(429);
    assertTrue(taken >= TokenAuth.BURST, "refused within the burst: " + taken);
    assertEquals(
        List.of(200), busyStatuses.subList(0, taken).stream().distinct().toList());
    assertEquals(
        List.of(429), busyStatuses.subList(taken, REQUESTS).stream().distinct().toList());
    var calmStatuses =
        IntStream.range(0, REQUESTS).mapToObj(i -> statuses.get(2 * i + 1)).distinct();
    assertEquals(List.of(200), calmStatuses.toList());
  }

  private static ValidatableResponse write(String key) {
    return given()
        .auth()
        .oauth2(TOKEN)
        .contentType(ContentType.JSON)
        .body("{\"reducer\":\"counter\",\"payload\":{}}")
        .post("/v1/workflows/{key}/actions", key)
        .then();
  }
}
