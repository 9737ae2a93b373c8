package dev.purereducer.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HttpResponseReaderTest {
  private static final String KNOWN_LENGTH =
      "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{\"version\":42}";
  private static final String CHUNKS = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
      + "5\r\n{\"ver\r\n9\r\nsion\":42}\r\n0\r\n\r\n";
  private static final byte[] VERSION = RawResponse.ascii("\"version\":");

  private final HttpResponseReader reader = new HttpResponseReader();

  @Test
  void consecutiveResponses_fedByteByByte_areParsed() {
    for (var text : new String[] {KNOWN_LENGTH, CHUNKS, KNOWN_LENGTH}) {
      var response = readByteByByte(text);
      assertNotNull(response);
      assertEquals(200, response.status());
      assertEquals("{\"version\":42}", response.body());
      assertEquals(42, response.number(VERSION));
    }
  }

  @Test
  void incompleteResponse_isNull() {
    assertNull(readByteByByte(KNOWN_LENGTH.substring(0, KNOWN_LENGTH.length() - 1)));
  }

  @Test
  void largeResponse_growsTheBuffer() {
    var body = "x".repeat(100_000);
    var response = readByteByByte("HTTP/1.1 429 No\r\ncontent-length: 100000\r\n\r\n" + body);
    assertNotNull(response);
    assertEquals(429, response.status());
    assertEquals(body, response.body());
  }

  private @Nullable RawResponse readByteByByte(String text) {
    RawResponse response = null;
    for (byte next : text.getBytes(StandardCharsets.US_ASCII)) {
      assertNull(response, "complete before its end");
      reader.buffer().put(next);
      response = reader.received(1);
    }
    return response;
  }
}
