package dev.purereducer.access;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A namespace that asks for too much is refused, and no other is. */
@QuarkusTest
@TestProfile(NamespaceRateTest.Slow.class)
class NamespaceRateTest {
  /** Three at once, then one a second: what is refused here is refused for a while. */
  public static class Slow implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "purereducer.access.namespace-rate", "1",
          "purereducer.access.namespace-burst", "3s");
    }
  }

  private final String busy = "busy" + UUID.randomUUID();
  private final String calm = "calm" + UUID.randomUUID();

  @TestHTTPResource
  URI service;

  /** All at once: whatever the machine does meanwhile, it is not three a hundred seconds. */
  @Test
  void namespaceOverItsRate_is429AndOthersAreNot() {
    try (var client = HttpClient.newHttpClient()) {
      var answers = IntStream.range(0, 100)
          .mapToObj(_ -> client.sendAsync(read(busy + ":x"), BodyHandlers.ofString()))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();

      var refused =
          answers.stream().filter(answer -> answer.statusCode() == 429).toList();
      assertFalse(refused.isEmpty());
      for (var answer : refused) {
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        assertTrue(answer.body().contains("urn:pure-reducer:problem:too-many-requests"));
      }
      assertTrue(answers.size() - refused.size() >= 3, "the burst");
    }
    write(calm + ":x").statusCode(200);
  }

  private HttpRequest read(String key) {
    return HttpRequest.newBuilder(service.resolve("/v1/workflows/" + key.replace(":", "%3A")))
        .build();
  }

  /** Its later actions must not overtake the one that was refused. */
  @Test
  void bulkOverTheRate_isRefusedFromOneActionOn() {
    var actions = IntStream.range(0, 200)
        .mapToObj(i -> "{\"workflow_key\":\"" + (i % 2 == 0 ? busy : calm + i) + ":k\","
            + "\"reducer\":\"counter\",\"payload\":{}}")
        .collect(Collectors.joining(",", "[", "]"));

    List<Integer> statuses = given()
        .contentType(ContentType.JSON)
        .body(actions)
        .post("/v1/actions")
        .then()
        .statusCode(200)
        .extract()
        .path("status");

    var busyOnes = IntStream.range(0, 100).mapToObj(i -> statuses.get(2 * i)).toList();
    int taken = busyOnes.indexOf(429);
    assertEquals(List.of(200), busyOnes.subList(0, taken).stream().distinct().toList());
    assertEquals(List.of(429), busyOnes.subList(taken, 100).stream().distinct().toList());
    var calmOnes =
        IntStream.range(0, 100).mapToObj(i -> statuses.get(2 * i + 1)).distinct();
    assertEquals(List.of(200), calmOnes.toList());
  }

  private static ValidatableResponse write(String key) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"reducer\":\"counter\",\"payload\":{}}")
        .post("/v1/workflows/{key}/actions", key)
        .then();
  }
}
