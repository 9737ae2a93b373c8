package dev.purereducer.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  @Test
  void namespaceOverItsRate_is429AndOthersAreNot() {
    Stream.generate(() -> write(busy + ":x"))
        .limit(50)
        .filter(answer -> answer.extract().statusCode() != 200)
        .findFirst()
        .orElseThrow()
        .statusCode(429)
        .header("Retry-After", "1")
        .contentType("application/problem+json")
        .body("type", equalTo("urn:pure-reducer:problem:too-many-requests"));
    given()
        .get("/v1/workflows/{key}", busy + ":x")
        .then()
        .statusCode(429)
        .header("Retry-After", "1");
    write(calm + ":x").statusCode(200);
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
