package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalid requests get a problem with the right status that does not repeat the input. */
@QuarkusTest
class BadInputTest {
  private static final String GOOD = "{\"reducer\":\"counter\",\"payload\":{}}";
  private static final String PATH = "/v1/workflows/k/actions";

  /** {@code quarkus.http.limits.max-initial-line-length} */
  private static final int MAX_LINE = 131_072;

  static Stream<Arguments> requests() {
    return Stream.of(
        bad("an empty key", 400, "bad-request", "/v1/workflows//actions", GOOD),
        bad("a blank key", 400, "bad-workflow-key", "/v1/workflows/%20/actions", GOOD),
        bad("a long key", 400, "bad-workflow-key", path("k".repeat(10_000)), GOOD),
        bad("a long key, encoded", 400, "bad-workflow-key", path("\u20AC".repeat(10_000)), GOOD),
        bad("a key with U+0000", 400, "bad-workflow-key", "/v1/workflows/a%00b/actions", GOOD),
        bad("a key in invalid UTF-8", 400, "bad-workflow-key", "/v1/workflows/%FF/actions", GOOD),
        bad("a key with an invisible character", 400, "bad-workflow-key", path("a\u200Eb"), GOOD),
        bad("a key that is a dot", 400, "bad-request", "/v1/workflows/%2e/actions", GOOD),
        bad("a key of two dots", 400, "bad-request", "/v1/workflows/.%2E/actions", GOOD),
        bad("matrix parameters", 400, "bad-request", "/v1/workflows/a;eu/actions", GOOD),
        bad("matrix parameters before", 400, "bad-request", "/v1;x/workflows/a/actions", GOOD),
        bad("an unknown parameter", 400, "bad-request", PATH + "?SECRET=1", GOOD),
        bad("an unknown parameter of a bulk", 400, "bad-request", "/v1/actions?SECRET=1", GOOD),
        bad("UTF-16", 400, "malformed-action", PATH, "\u0000{\u0000}"),
        bad("a byte order mark", 400, "malformed-action", PATH, "\uFEFF" + GOOD),
        bad("no body", 400, "malformed-action", PATH, ""),
        bad("a body that is not JSON", 400, "malformed-action", PATH, "SECRET"),
        bad("10 MB", 413, "too-large", PATH, "\"" + "x".repeat(10_000_000) + "\""),
        bad("an unknown path", 404, "not-found", "/v1/SECRET", GOOD),
        bad("a path outside", 404, "not-found", "/SECRET", GOOD));
  }

  private static Arguments bad(String name, int status, String problem, String path, String body) {
    return Arguments.of(name, status, problem, path, body);
  }

  private static String path(String key) {
    return Service.actionsPath(key);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void invalidRequest_getsAProblem(
      String name, int status, String problem, String path, String body) {
    var reply = Service.post(path, body);

    assertEquals(problem, reply.problem());
    assertEquals(status, reply.status());
    assertFalse(reply.text().contains("SECRET"), reply.text());
  }

  @Test
  void unknownParameter_is400AtEveryPath() {
    for (var path : List.of(
        "/v1/workflows",
        "/v1/workflows/k",
        "/v1/workflows/k/history",
        "/v1/workflows/k/events",
        "/v1/actions/a",
        "/v1/projections",
        "/v1/dead-letters",
        "/v1/dead-letters/1",
        "/v1/hot-keys")) {
      var reply = Service.get(path + "?no_such_parameter=1");

      assertEquals("bad-request", reply.problem(), path);
      assertEquals(400, reply.status());
    }
  }

  @Test
  void encodedSemicolon_belongsToTheKey() {
    var key = "semicolon:" + UUID.randomUUID() + ";eu";

    assertEquals(key, Service.post(path(key), GOOD).json().get("workflow_key").asText());
    assertEquals(
        key,
        Service.get("/v1/workflows/" + Service.encoded(key) + "?consistency=strong")
            .json()
            .get("workflow_key")
            .asText());
  }

  @Test
  void wrongContentType_is415() {
    var reply = Service.post(PATH, "text/SECRET", GOOD.getBytes(StandardCharsets.UTF_8));

    assertEquals("unsupported-media-type", reply.problem());
    assertFalse(reply.text().contains("SECRET"));
  }

  @Test
  void unparsableContentType_is415() throws IOException {
    for (var type : new String[] {"SECRET", "a/SECRET : 5", "/", "a/b;c"}) {
      var response =
          raw("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: " + type
              + "\r\nContent-Length: 2\r\n\r\n{}");

      assertTrue(response.startsWith("HTTP/1.1 415 "), response);
      assertFalse(response.contains("SECRET"), response);
    }
  }

  @Test
  void wrongMethod_is405() {
    var reply = Service.send(HttpRequest.newBuilder(Service.uri(PATH)).DELETE());

    assertEquals("method-not-allowed", reply.problem());
    assertEquals(
        "method-not-allowed",
        Service.send(HttpRequest.newBuilder(Service.uri("/v1/actions")).DELETE())
            .problem());
  }

  @Test
  void unsupportedAccept_is406() {
    assertEquals(
        "not-acceptable", Service.post(PATH, GOOD, "Accept", "image/png").problem());
  }

  @Test
  void invalidPercentEncoding_is400() throws IOException {
    var response = raw("POST /v1/workflows/%zz/actions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

    assertTrue(response.startsWith("HTTP/1.1 400 "), response);
  }

  /** Sends no body: a client that sends it may find the connection reset before the response. */
  @Test
  void contentLengthOverTheLimit_isRefusedBeforeTheBody() throws IOException {
    var response = raw("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: " + 17 * 1_048_576 + "\r\n\r\n");

    assertTrue(response.startsWith("HTTP/1.1 413 "), response);
    assertTrue(response.contains("too-large"), response);
  }

  @Test
  void chunkedBodyOverTheLimit_isRefused() throws IOException {
    var chunk = Integer.toHexString(1_048_576) + "\r\n" + "x".repeat(1_048_576) + "\r\n";
    var response = raw("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(16)
        + "1\r\nx\r\n");

    assertTrue(response.startsWith("HTTP/1.1 413 "), response);
  }

  @Test
  void requestLineOverTheLimit_isRefused() throws IOException {
    var response = raw("GET /" + "k".repeat(MAX_LINE) + " HTTP/1.1\r\nHost: x\r\n\r\n");

    assertTrue(response.startsWith("HTTP/1.0 414 "), response);
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", Service.uri("/").getPort())) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // the server has refused the request early; its response can still be read
      }
      return response(socket);
    }
  }

  /** All bytes until the connection is closed or reset. */
  private static String response(Socket socket) throws IOException {
    var response = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(response);
    } catch (SocketException e) {
      // reset; the bytes before it are returned
    }
    return response.toString(StandardCharsets.ISO_8859_1);
  }
}
