package dev.purereducer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packaged service, JVM or native alike, as a process of its own: its main job once through. */
@QuarkusIntegrationTest
@QuarkusTestResource(value = LocalStackResource.class, restrictToAnnotatedClass = true)
class PackagedServiceIT {
  private static final Pattern SCRIPT =
      Pattern.compile("<script(?: defer)?>(.+?)</script>", Pattern.DOTALL);
  private static final Pattern HASH = Pattern.compile("'sha256-[^']+'");

  @Test
  void started_isReady() {
    given().get("/q/health").then().statusCode(200).body("status", equalTo("UP"));
  }

  /** The policy names each script that stands in the page by its hash. */
  @Test
  void swaggerPage_runsItsOwnScriptsOnly() throws Exception {
    var page = given().get("/q/swagger-ui/");
    var policy = page.then()
        .statusCode(200)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .extract()
        .header("Content-Security-Policy");

    assertTrue(policy.contains("default-src 'none'"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertEquals(hashesOfScriptsIn(page.asString()), hashesIn(policy));
  }

  private static Set<String> hashesOfScriptsIn(String page) throws Exception {
    Set<String> hashes = new TreeSet<>();
    for (var script : SCRIPT.matcher(page).results().toList()) {
      var digest = MessageDigest.getInstance("SHA-256")
          .digest(script.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    return hashes;
  }

  private static Set<String> hashesIn(String policy) {
    return HASH.matcher(policy)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void actionSent_canBeRead() {
    var key = "it:" + UUID.randomUUID();

    given()
        .contentType(ContentType.JSON)
        .body("""
            {"action_id": "a1", "reducer": "counter", "payload": {"add": 3}}
            """)
        .post("/v1/workflows/{key}/actions", key)
        .then()
        .statusCode(200)
        .body("version", equalTo(1));

    given()
        .queryParam("min_version", 1)
        .get("/v1/workflows/{key}", key)
        .then()
        .statusCode(200)
        .body("version", equalTo(1))
        .body("indices.value", equalTo(3));
  }
}
