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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent, the answer is a problem with the right status, and repeats nothing of it. */
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
        bad("no body", 400, "malformed-action", PATH, ""),
        bad("a body that is no JSON", 400, "malformed-action", PATH, "SECRET"),
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
  void badRequest_isAProblem(String name, int status, String problem, String path, String body) {
    var reply = Service.post(path, body);

    assertEquals(problem, reply.problem());
    assertEquals(status, reply.status());
    assertFalse(reply.text().contains("SECRET"), reply.text());
  }

  @Test
  void wrongContentType_is415() {
    var reply = Service.post(PATH, "text/SECRET", GOOD.getBytes(StandardCharsets.UTF_8));

    assertEquals("unsupported-media-type", reply.problem());
    assertFalse(reply.text().contains("SECRET"));
  }

  @Test
  void contentTypeThatIsNone_is415() throws IOException {
    for (var type : new String[] {"SECRET", "a/SECRET : 5", "/", "a/b;c"}) {
      var answer =
          raw("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: " + type
              + "\r\nContent-Length: 2\r\n\r\n{}");

      assertTrue(answer.startsWith("HTTP/1.1 415 "), answer);
      assertFalse(answer.contains("SECRET"), answer);
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
  void unacceptableForm_is406() {
    assertEquals(
        "not-acceptable", Service.post(PATH, GOOD, "Accept", "image/png").problem());
  }

  @Test
  void brokenPercentEncoding_is400() throws IOException {
    var answer = raw("POST /v1/workflows/%zz/actions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  /** A client that sends all of it may find the connection reset before it reads the answer. */
  @Test
  void bodyAnnouncedOverTheLimit_isRefusedUnread() throws IOException {
    var answer = raw("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: " + 17 * 1_048_576 + "\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("too-large"), answer);
  }

  @Test
  void chunkedBodyOverTheLimit_isRefused() throws IOException {
    var chunk = Integer.toHexString(1_048_576) + "\r\n" + "x".repeat(1_048_576) + "\r\n";
    var answer = raw("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(16)
        + "1\r\nx\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
  }

  @Test
  void requestLineOverTheLimit_isRefused() throws IOException {
    var answer = raw("GET /" + "k".repeat(MAX_LINE) + " HTTP/1.1\r\nHost: x\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.0 414 "), answer);
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", Service.uri("/").getPort())) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // the server has refused it half-way; what it said is there to read
      }
      return answer(socket);
    }
  }

  /** All until the connection ends, however it does. */
  private static String answer(Socket socket) throws IOException {
    var answer = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(answer);
    } catch (SocketException e) {
      // reset: what came before it counts
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }
}
