package dev.purereducer.operate;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.SmallQueues;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SmallQueues.class)
class HotKeysTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int ACTIONS = 1_000;

  private final String run = UUID.randomUUID().toString();
  private final String hot = "hot:" + run;

  @Inject
  Pool pool;

  @Test
  void keyWithMostActions_ranksFirstAndKeyWithConflictsRanksFirstByConflicts() {
    long before = settledActions();
    send(IntStream.range(0, ACTIONS)
        .mapToObj(i -> i % 10 < 6 ? hot : "cold-" + i % 331 + ":" + run)
        .toList());
    await().atMost(SOON).until(() -> list("").getLong("actions") == before + ACTIONS);

    var report = list("");
    double expected = 0.6 * ACTIONS / (before + ACTIONS);
    double share = report.getDouble("items[0].share");
    double error = report.getDouble("items[0].share_error");
    assertEquals(hot, report.getString("items[0].key"));
    assertTrue(error <= 1.0 / 16, "error " + error);
    assertTrue(share > expected - 1e-6 && share < expected + error + 1e-6, share + " " + error);
    assertTrue(report.getDouble("items[0].rate") > 0);
    assertEquals(share, scraped("share", 1), 0.001);
    given().get("/v1/hot-keys?limit=2").then().statusCode(200).body("items", hasSize(2));

    causeConflict("cold-7:" + run);
    await().atMost(SOON).until(() -> list("&by=conflicts").getLong("conflicts") == 1);

    var conflicts = list("&by=conflicts");
    assertEquals(List.of("cold-7:" + run), conflicts.getList("items.key"));
    assertEquals(List.of(1), conflicts.getList("items.conflicts"));
    assertEquals(1, scraped("conflicts", 1));
    assertEquals(0, scraped("conflicts", 3));
  }

  @Test
  void gauges_areLabelledByRankOnly() {
    var series = Pattern.compile("^purereducer_hot_key_\\w+\\{(.*)} ", Pattern.MULTILINE)
        .matcher(given().get("/q/metrics").asString())
        .results()
        .map(line -> line.group(1))
        .sorted()
        .toList();

    assertEquals(
        List.of("rank=\"1\"", "rank=\"1\"", "rank=\"2\"", "rank=\"2\"", "rank=\"3\"", "rank=\"3\""),
        series);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "by=rate"})
  void badQuery_isBadRequest(String query) {
    given()
        .get("/v1/hot-keys?" + query)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:pure-reducer:problem:bad-request"));
  }

  /** Another writer changes the version, so the next action meets a conflict. */
  private void causeConflict(String key) {
    pool.preparedQuery("UPDATE workflow_state SET version = version + 9 WHERE workflow_key = $1")
        .execute(Tuple.of(key))
        .await()
        .atMost(SOON);
    send(List.of(key));
  }

  private static void send(List<String> keys) {
    var actions = keys.stream()
        .map(key -> "{\"workflow_key\":\"" + key + "\",\"reducer\":\"counter\",\"payload\":{}}")
        .collect(Collectors.joining(",", "[", "]"));
    List<Integer> statuses = given()
        .contentType(ContentType.JSON)
        .body(actions)
        .post("/v1/actions")
        .then()
        .statusCode(200)
        .extract()
        .path("status");
    assertEquals(List.of(200), statuses.stream().distinct().toList());
  }

  private static JsonPath list(String query) {
    return given()
        .get("/v1/hot-keys?limit=200" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  /** The actions of two reports that are equal: a report may be a second old. */
  private static long settledActions() {
    var seen = new ArrayList<>(List.of(list("").getLong("actions")));
    await().atMost(SOON).pollInterval(Duration.ofMillis(1_200)).until(() -> {
      seen.add(list("").getLong("actions"));
      return seen.getLast().equals(seen.get(seen.size() - 2));
    });
    return seen.getLast();
  }

  private static double scraped(String name, int rank) {
    var line = Pattern.compile("purereducer_hot_key_" + name + "\\{rank=\"" + rank + "\"} (\\S+)")
        .matcher(given().get("/q/metrics").asString());
    assertTrue(line.find(), name);
    return Double.parseDouble(line.group(1));
  }
}
