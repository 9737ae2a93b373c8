package dev.purereducer.performance;

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
  private static final byte[] VERSION = HttpResponse.ascii("\"version\":");

  private final HttpResponseReader reader = new HttpResponseReader();

  @Test
  void answersOneAfterTheOther_areReadByteByByte() {
    for (var text : new String[] {KNOWN_LENGTH, CHUNKS, KNOWN_LENGTH}) {
      var answer = bytewise(text);
      assertNotNull(answer);
      assertEquals(200, answer.status());
      assertEquals("{\"version\":42}", answer.body());
      assertEquals(42, answer.number(VERSION));
    }
  }

  @Test
  void unfinishedAnswer_isNone() {
    assertNull(bytewise(KNOWN_LENGTH.substring(0, KNOWN_LENGTH.length() - 1)));
  }

  @Test
  void longAnswer_getsRoom() {
    var body = "x".repeat(100_000);
    var answer = bytewise("HTTP/1.1 429 No\r\ncontent-length: 100000\r\n\r\n" + body);
    assertNotNull(answer);
    assertEquals(429, answer.status());
    assertEquals(body, answer.body());
  }

  private @Nullable HttpResponse bytewise(String text) {
    HttpResponse answer = null;
    for (byte next : text.getBytes(StandardCharsets.US_ASCII)) {
      assertNull(answer, "complete before its end");
      reader.room().put(next);
      answer = reader.received(1);
    }
    return answer;
  }
}
