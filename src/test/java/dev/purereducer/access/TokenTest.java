package dev.purereducer.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.testkit.RawClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access by token: which tokens are valid, and what their roles and namespaces allow. */
@QuarkusTest
@TestProfile(TokenAuth.class)
class TokenTest {
  private static final Issuer ISSUER = Issuer.shared();
  private static final String ACTION = "{\"reducer\": \"counter\", \"payload\": {}}";

  @TestHTTPResource
  URI service;

  private final String mine = "mine" + UUID.randomUUID();
  private final String theirs = "theirs" + UUID.randomUUID();

  static Stream<Arguments> badTokens() {
    var good = ISSUER.claims(List.of("writer"), "*");
    long now = Instant.now().getEpochSecond();
    var signed = ISSUER.signed(good);
    return Stream.of(
        Arguments.of("none", null),
        Arguments.of("no token", "Bearer "),
        Arguments.of("not a token", "Bearer SECRET"),
        Arguments.of("another scheme", "Basic U0VDUkVUOlNFQ1JFVA=="),
        Arguments.of("expired", bearer(with(good, "exp", now - 3_600))),
        Arguments.of("without expiry", bearer(without(good, "exp"))),
        Arguments.of("not yet valid", bearer(with(good, "nbf", now + 3_600))),
        Arguments.of("from another issuer", bearer(with(good, "iss", "https://other.test"))),
        Arguments.of("without issuer", bearer(without(good, "iss"))),
        Arguments.of("for another audience", bearer(with(good, "aud", "other"))),
        Arguments.of("without audience", bearer(without(good, "aud"))),
        Arguments.of(
            "signed with another key", "Bearer " + Issuer.fresh("shared").signed(good)),
        Arguments.of("without signature", "Bearer " + ISSUER.unsigned(good)),
        Arguments.of(
            "signed with the public key as a shared secret",
            "Bearer " + ISSUER.signedWithPublicKey(good)),
        Arguments.of("altered", "Bearer " + altered(signed)),
        Arguments.of(
            "with its signature cut off",
            "Bearer " + signed.substring(0, signed.lastIndexOf('.') + 1)));
  }

  @Test
  void badToken_leavesTheConnectionOpen() throws IOException {
    var request = """
        GET /v1/workflows/%s HTTP/1.1
        Host: localhost
        Authorization: Bearer %s

        """.formatted(mine, ISSUER.unsigned(ISSUER.claims(List.of("reader"), "*")));
    var lines = request.replace("\n", "\r\n");

    try (var connection = new RawClient(service.getPort())) {
      for (int i = 0; i < 3; i++) {
        connection.send(lines);
        assertEquals(401, connection.readStatusAndBody());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void badToken_is401AndChangesNothing(String name, String authorization) {
    var request = given().contentType(ContentType.JSON).body(ACTION);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }

    request
        .post("/v1/workflows/{key}/actions", mine)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("type", equalTo("urn:pure-reducer:problem:unauthenticated"))
        .body(not(containsString("SECRET")));
    given()
        .auth()
        .oauth2(token("*", "reader"))
        .get("/v1/workflows/{key}", mine)
        .then()
        .statusCode(404);
  }

  @Test
  void history_hasTheCallerOfTheToken() {
    write(mine + ":k", mine).statusCode(200);

    get("/v1/workflows/" + mine + ":k/history", token(mine, "reader"))
        .body("items[0].action.caller", equalTo("test-caller"));
  }

  @Test
  void hotKeys_requireAnOperatorOfAllNamespaces() {
    given()
        .auth()
        .oauth2(token(mine, "operator"))
        .get("/v1/hot-keys")
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:pure-reducer:problem:forbidden"));
  }

  /** Method, path, and the roles that may call it. */
  static Stream<Arguments> endpoints() {
    return Stream.of(
        Arguments.of("POST", "/v1/workflows/default-1/actions", List.of("writer")),
        Arguments.of("POST", "/v1/actions", List.of("writer")),
        Arguments.of(
            "GET", "/v1/actions/a?workflow_key=default-1", List.of("writer", "reader", "operator")),
        Arguments.of("GET", "/v1/workflows/default-1", List.of("reader", "operator")),
        Arguments.of("GET", "/v1/workflows", List.of("reader", "operator")),
        Arguments.of("GET", "/v1/workflows/default-1/history", List.of("reader", "operator")),
        Arguments.of("POST", "/v1/workflows/default-1/verify", List.of("operator")),
        Arguments.of("GET", "/v1/projections", List.of("operator")),
        Arguments.of("GET", "/v1/hot-keys", List.of("operator")),
        Arguments.of("GET", "/q/metrics", List.of("operator")),
        Arguments.of("GET", "/q/swagger-ui", List.of("operator")),
        Arguments.of("GET", "/q/swagger-ui/index.html", List.of("operator")),
        Arguments.of("GET", "/q/openapi", List.of("writer", "reader", "operator", "other")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("endpoints")
  void endpoint_acceptsItsRolesOnly(String method, String path, List<String> roles) {
    for (var role : List.of("writer", "reader", "operator", "other")) {
      var response = as(role, method, path);
      if (roles.contains(role)) {
        response.statusCode(not(equalTo(401))).statusCode(not(equalTo(403)));
      } else {
        response
            .statusCode(403)
            .contentType("application/problem+json")
            .body("type", equalTo("urn:pure-reducer:problem:forbidden"));
      }
    }
    request(method, path, null).statusCode(401).contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/q/metrics/",
        "/q/./metrics",
        "/q/x/../metrics",
        "/q/metrics;x=1",
        "/q;x=1/metrics",
        "/q/%6detrics",
        "/q/health/../metrics",
        "/q/health/%2e%2e/metrics",
        "//q/metrics",
        "/q//metrics",
        "/Q/metrics"
      })
  void otherSpellingOfAPath_bypassesNoCheck(String path) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(not(equalTo(200)))
        .body(not(containsString("jvm_memory")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"})
  void health_needsNoToken(String path) {
    given().get(path).then().statusCode(200);
  }

  @Test
  void namespaceThatIsNotGranted_is403InEveryCall() {
    write(theirs + ":k", "*").statusCode(200);

    write(theirs + ":k", mine).statusCode(403).body("type", is("forbidden"));
    write(theirs + ":unknown", mine).statusCode(403).body("type", is("forbidden"));
    for (var path : List.of(
        "/v1/workflows/" + theirs + ":k",
        "/v1/workflows/" + theirs + ":unknown",
        "/v1/workflows/" + theirs + ":k?consistency=strong",
        "/v1/workflows/" + theirs + ":k/history",
        "/v1/workflows/" + theirs + ":k/history?at_version=1",
        "/v1/workflows?namespace=" + theirs,
        "/v1/actions/a?workflow_key=" + theirs + ":k")) {
      get(path, token(mine, "reader", "operator")).statusCode(403).body("type", is("forbidden"));
    }
    request("POST", "/v1/workflows/" + theirs + ":k/verify", token(mine, "operator"))
        .statusCode(403);
  }

  @Test
  void grantedNamespace_isAccessible() {
    write(mine + ":k", mine).statusCode(200);

    get("/v1/workflows/" + mine + ":k?min_version=1", token(List.of(mine, "other"), "reader"))
        .statusCode(200)
        .body("version", equalTo(1));
  }

  @Test
  void keyWithoutNamespace_belongsToTheDefaultNamespace() {
    write("plain" + mine, "default").statusCode(200);
    write(":" + mine, "default").statusCode(200);
    write("plain" + mine, mine).statusCode(403);
    write(mine, mine).statusCode(403);
    write(mine + "x:k", mine).statusCode(403);
  }

  @Test
  void tokenWithoutNamespaces_grantsNone() {
    var claims = ISSUER.claims(List.of("writer", "reader"), "*");
    var token = ISSUER.signed(without(claims, "namespaces"));

    get("/v1/workflows/" + mine + ":k", token).statusCode(403);
    get("/v1/workflows", token).statusCode(200).body("items.size()", equalTo(0));
  }

  @Test
  void bulk_refusesActionsOfOtherNamespacesOnly() {
    var lines = String.join(
        "\n",
        item(theirs + ":k", "a1"),
        item(mine + ":k", "a2"),
        item(theirs + ":k", "a3"),
        item(mine + ":k", "a4"));

    given()
        .auth()
        .oauth2(token(mine, "writer"))
        .contentType(ContentType.JSON)
        .body("[" + lines.replace("\n", ",") + "]")
        .post("/v1/actions")
        .then()
        .statusCode(200)
        .body("status", equalTo(List.of(403, 200, 403, 200)))
        .body("[0].problem.type", is("forbidden"));
    get("/v1/workflows/" + theirs + ":k", token("*", "reader")).statusCode(404);
  }

  @Test
  void list_showsGrantedNamespacesOnly() {
    for (var key : List.of(mine + ":a", mine + ":b", theirs + ":a")) {
      write(key, "*").statusCode(200);
      get("/v1/workflows/" + key + "?min_version=1&max_wait_ms=20000", token("*", "reader"))
          .statusCode(200)
          .header("X-Source", "projection");
    }

    var both = List.of(mine, theirs);
    get("/v1/workflows", token(mine, "reader"))
        .body("items.workflow_key", equalTo(List.of(mine + ":a", mine + ":b")));
    get("/v1/workflows?namespace=" + mine, token(both, "reader"))
        .body("items.workflow_key", equalTo(List.of(mine + ":a", mine + ":b")));
    get("/v1/workflows?limit=2", token(both, "reader"))
        .body("items.workflow_key", equalTo(List.of(mine + ":a", mine + ":b")))
        .body("next", equalTo(mine + ":b"));
    get("/v1/workflows?limit=2&after=" + mine + ":b", token(both, "reader"))
        .body("items.workflow_key", equalTo(List.of(theirs + ":a")));
    get("/v1/workflows?tag=none", token(both, "reader")).body("items.size()", equalTo(0));
  }

  private ValidatableResponse write(String key, Object namespaces) {
    return given()
        .auth()
        .oauth2(token(namespaces, "writer"))
        .contentType(ContentType.JSON)
        .body(ACTION)
        .post("/v1/workflows/{key}/actions", key)
        .then();
  }

  private static ValidatableResponse get(String path, String token) {
    return request("GET", path, token);
  }

  private static ValidatableResponse as(String role, String method, String path) {
    return request(method, path, token("*", role));
  }

  private static ValidatableResponse request(String method, String path, String token) {
    var request = given().redirects().follow(false);
    if (token != null) {
      request.auth().oauth2(token);
    }
    if (method.equals("POST")) {
      request.contentType(ContentType.JSON).body(path.equals("/v1/actions") ? "[]" : ACTION);
    }
    return request.request(method, path).then();
  }

  private static String item(String key, String id) {
    return "{\"workflow_key\":\"%s\",\"action_id\":\"%s\",\"reducer\":\"counter\",\"payload\":{}}"
        .formatted(key, id);
  }

  private static Matcher<String> is(String problem) {
    return equalTo("urn:pure-reducer:problem:" + problem);
  }

  private static String token(Object namespaces, String... roles) {
    return ISSUER.token(List.of(roles), namespaces);
  }

  private static String bearer(Map<String, Object> claims) {
    return "Bearer " + ISSUER.signed(claims);
  }

  private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
    Map<String, Object> changed = new HashMap<>(claims);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, Object> without(Map<String, Object> claims, String name) {
    Map<String, Object> changed = new HashMap<>(claims);
    changed.remove(name);
    return changed;
  }

  /** The token with one character of its claims replaced. */
  private static String altered(String token) {
    int at = token.indexOf('.') + 20;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }
}
