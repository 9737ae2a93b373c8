package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fuzz test of the HTTP port: no status 5xx and no error in the log. */
@QuarkusTest
class HttpFuzzTest {
  private static final Logger LOG = Logger.getLogger(HttpFuzzTest.class);
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 400);
  private static final int READ_TIMEOUT_MILLIS = 10_000;
  private static final String MARK = "SECRET-7f3a";
  private static final String BODY =
      "{\"reducer\":\"counter\",\"payload\":{\"text\":\"" + MARK + "\"}}";

  private static final List<byte[]> SEEDS = List.of(
      request("POST /v1/workflows/fuzz:k/actions HTTP/1.1", BODY, "Idempotency-Key: " + MARK),
      request("POST /v1/workflows/fuzz:" + MARK + "/actions HTTP/1.1", BODY, "If-Match: \"0\""),
      request("POST /v1/workflows/%zz%ff%00%0d%0a/actions HTTP/1.1", BODY, "X-" + MARK + ": 1"),
      request("POST /v1/actions HTTP/1.1", "[" + BODY + "]", "Prefer: respond-async"),
      request("GET /v1/workflows/fuzz:k?min_version=0&x=" + MARK + " HTTP/1.1", "", "Accept: */*"),
      request("GET /v1/workflows/%E2%82/history?after=1&limit=%31 HTTP/1.1", "", "Range: bytes=0-"),
      request("GET /v1/workflows?namespace=a%00b&tag=" + MARK + " HTTP/1.1", "", "Cookie: a=b"),
      request("GET /v1/actions/a%0d%0ab?workflow_key=k%00 HTTP/1.1", "", "Expect: 100-continue"),
      request("POST /v1/workflows/a%00b/verify HTTP/1.1", "", "Transfer-Encoding: chunked"),
      request("OPTIONS * HTTP/1.1", "", "Origin: http://" + MARK),
      request("GET /q/health/ready HTTP/1.1", "", "Upgrade: websocket"),
      request("PUT /%2e%2e/%2e%2e/etc/passwd HTTP/1.0", "", "Authorization: Bearer " + MARK),
      request("GET /v1/../q/metrics;x=1 HTTP/1.1", "", "Content-Length: 99999999999999999999"),
      request("PRI * HTTP/2.0", "\r\nSM\r\n\r\n", "Upgrade: h2c"));

  private final List<String> errors = new ArrayList<>();
  private final Handler listener = new Handler() {
    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
        synchronized (errors) {
          errors.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  @BeforeEach
  void listen() {
    java.util.logging.Logger.getLogger("").addHandler(listener);
  }

  @AfterEach
  void unlisten() {
    java.util.logging.Logger.getLogger("").removeHandler(listener);
  }

  @Test
  void anyBytes_getAResponseOrAClosedConnection() {
    long seed = Long.getLong("seed", System.nanoTime());
    LOG.infof("seed=%d (repeat with -Dseed=%d)", seed, seed);
    var mutations = new Mutations(new Random(seed), SEEDS);
    int answered = 0;
    for (int i = 0; i < REQUESTS; i++) {
      var request = mutations.next();
      var response = send(request);
      var about =
          "seed=" + seed + " request=" + HexFormat.of().formatHex(request) + "\n" + response;
      assertFalse(response.matches("(?s)HTTP/1\\.[01] 5.*"), about);
      assertFalse(withoutKey(response).contains(MARK), "repeats its input: " + about);
      answered += response.startsWith("HTTP/1.") ? 1 : 0;
    }

    LOG.infof("%d of %d requests were answered", answered, REQUESTS);
    assertTrue(answered > REQUESTS / 4, "only " + answered + " were answered");
    assertEquals(List.of(), errors);
    assertEquals(200, Service.get("/q/health/live").status());
  }

  /** A response without workflow keys, which are the only input that it may repeat. */
  private static String withoutKey(String response) {
    return response.replaceAll("\"workflow_key\":\"[^\"]*\"", "");
  }

  /** All bytes of the response. Fails if the service does not close the connection. */
  private static String send(byte[] request) {
    try (var socket = new Socket("127.0.0.1", Service.uri("/").getPort())) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no response to " + HexFormat.of().formatHex(request), e);
    } catch (IOException e) {
      return "closed";
    }
  }

  private static byte[] request(String line, String body, String header) {
    var length = body.getBytes(StandardCharsets.UTF_8).length;
    return Mutations.text(line + "\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\n" + header + "\r\nContent-Length: " + length
        + "\r\n\r\n" + body);
  }
}
