package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.http.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
  @Test
  void noHeaders_giveNoMetadata() {
    var headers = headers(Map.of());

    assertEquals(TransportMetadata.NONE, headers.metadata(null));
    assertFalse(headers.respondAsync());
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "\"abc\""})
  void idempotencyKey_isTheActionId_whetherBareOrQuoted(String header) {
    assertEquals("abc", headers(Map.of("Idempotency-Key", header)).actionId());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      respond-async| true| false
      Respond-Async, wait=5| true| false
      return=representation| false| true
      return="representation"; x=y| false| true
      return=minimal| false| false
      respond-async,return=representation| true| true
      """)
  void prefer_isParsedAsAList(String header, boolean async, boolean state) {
    var headers = headers(Map.of("Prefer", header));

    assertEquals(async, headers.respondAsync());
    assertEquals(state, headers.wantsState());
  }

  @Test
  void ifMatch_isTheExpectedVersion() {
    assertEquals(17, headers(Map.of("If-Match", "\"17\"")).expectedVersion());
    assertEquals(0, headers(Map.of("If-None-Match", "*")).expectedVersion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "W/\"17\"", "*", "\"a\"", "\"-1\"", "\"1\", \"2\"", "\"", "\"\""})
  void invalidIfMatch_isRefused(String header) {
    assertThrows(ProblemException.class, () -> headers(Map.of("If-Match", header)));
  }

  @Test
  void invalidTraceparent_isIgnored() {
    var good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    assertEquals(good, headers(Map.of("traceparent", good)).traceparent());
    assertNull(headers(Map.of("traceparent", good.toUpperCase())).traceparent());
    assertNull(headers(Map.of("traceparent", "00-1-1-01")).traceparent());
  }

  @Test
  void correlationIdThatDoesNotFitAHeader_isIgnored() {
    assertEquals("c 1", headers(Map.of("X-Correlation-Id", "c 1")).correlationId());
    assertNull(headers(Map.of("X-Correlation-Id", "\u00E4")).correlationId());
    assertTrue(headers(Map.of("X-Correlation-Id", "x".repeat(201))).correlationId() == null);
  }

  private static RequestHeaders headers(Map<String, String> given) {
    return RequestHeaders.of(given::get);
  }
}
