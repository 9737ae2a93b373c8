package dev.purereducer.http;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.RawClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No request puts a text of its caller into the tags of {@code http_server_requests}. */
@QuarkusTest
class MetricPathsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Pattern URI_TAG = Pattern.compile(
      "^http_server_requests_seconds_count\\{.*uri=\"([^\"]*)\"", Pattern.MULTILINE);

  private final String raw = "raw" + UUID.randomUUID().toString().replace("-", "");

  @TestHTTPResource
  URI address;

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void refusedRequests_areCountedUnderTemplates(HttpClient.Version version) throws Exception {
    try (var client = HttpClient.newBuilder().version(version).build()) {
      for (var request : refusedRequests()) {
        int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
        assertTrue(status >= 400, () -> status + " for " + request.build());
      }
    }
    assertNoRawText();
  }

  @Test
  void malformedRequests_areCountedUnderFixedPaths() throws Exception {
    var heads = List.of(
        "PUT /v1/workflows/" + raw + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/workflows/" + raw + "%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://" + raw + "/" + raw + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/workflows/" + raw + "x".repeat(140_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/workflows/" + raw + " HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(30_000)
            + "\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/workflows/" + raw + "/actions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999"
            + "\r\n\r\n",
        raw.toUpperCase() + " /v1/workflows/" + raw + " HTTP/1.1\r\nHost: x\r\n\r\n");
    for (var head : heads) {
      try (var client = new RawClient(address.getPort())) {
        client.trySend(head);
        client.readStatusAndBody();
      }
    }
    assertNoRawText();
  }

  @Test
  void acceptedRequests_areCountedUnderTheTemplateOfTheirResource() {
    given().get("/v1/workflows/{key}/history", raw).then().statusCode(404);

    await().atMost(SOON).until(() -> uris().contains("/v1/workflows/{key}/history"));
    assertNoRawText();
  }

  private List<HttpRequest.Builder> refusedRequests() {
    var workflow = "/v1/workflows/" + raw;
    return List.of(
        to(workflow).PUT(BodyPublishers.noBody()),
        to(workflow).DELETE(),
        to(workflow).method(raw.toUpperCase(), BodyPublishers.noBody()),
        to(workflow).header("Accept", "text/csv"),
        to(workflow + "/events").header("Accept", "text/csv"),
        to(workflow + "?" + raw + "=1"),
        to(workflow + ";" + raw),
        to(workflow + "//" + raw),
        to(workflow + "/" + raw),
        to("/v1/actions/" + raw),
        to("/v1/dead-letters/" + raw + "/redrive"),
        to("/v1/projections/" + raw + "/rebuild").POST(BodyPublishers.noBody()),
        to("/v1/" + raw),
        to("/q/" + raw),
        to("/q/health/" + raw + "/x"),
        to("/" + raw),
        to(workflow + "/actions")
            .header("Content-Type", "text/" + raw)
            .POST(BodyPublishers.ofString("x")),
        to(workflow + "/actions").header("Content-Type", raw).POST(BodyPublishers.ofString("x")));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(address.resolve(path));
  }

  private void assertNoRawText() {
    assertFalse(
        metrics().toLowerCase().contains(raw),
        () -> metrics()
            .lines()
            .filter(line -> line.toLowerCase().contains(raw))
            .collect(Collectors.joining("\n")));
    assertEquals(Set.of(), unexpected());
  }

  /** Values of the tag that are no template of the service. */
  private Set<String> unexpected() {
    Set<String> values = uris();
    values.removeIf(uri -> uri.startsWith("/v1/") || uri.startsWith("/q/"));
    values.removeAll(Set.of(MetricPaths.UNKNOWN));
    return values;
  }

  private static Set<String> uris() {
    return URI_TAG
        .matcher(metrics())
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String metrics() {
    return given().get("/q/metrics").then().statusCode(200).extract().asString();
  }
}
