package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.VersionCondition;
import dev.purereducer.http.ProblemException;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
  private static final TransportMetadata NO_METADATA =
      TransportMetadata.of(null, null, ActionOrigin.KAFKA);

  @Test
  void noHeaders_giveNoMetadata() {
    var headers = headers(Map.of());

    assertEquals(NO_METADATA, headers.metadata(null, ActionOrigin.KAFKA));
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

  /** Allowed and refused versions of conditions; RFC 9110, 13.1.1 and 13.1.2. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      If-Match| "17"| 17| 0 16 18
      If-Match| "17-0a1b2c3d"| 17| 0 16 18
      If-Match| *| 1 17| 0
      If-Match| "1", "2"| 1 2| 0 3 12
      If-Match| ,"1" ,, W/"2","3-ffffffff",| 1 3| 0 2
      If-Match| W/"17"| | 0 17
      If-Match| "a,b", "", "-1", "01", "1-", "9223372036854775808"| | 0 1
      If-Match| "9223372036854775807"| 9223372036854775807| 0
      If-None-Match| *| 0| 1 17
      If-None-Match| "3"| 0 2 4| 3
      If-None-Match| W/"3", "4-0a1b2c3d"| 0 5| 3 4
      If-None-Match| "abc"| 0 1|
      """)
  void precondition_allowsTheVersionsOfItsTags(
      String name, String header, @Nullable String allowed, @Nullable String refused) {
    var condition = headers(Map.of(name, header)).expectedVersion();

    for (long version : versions(allowed)) {
      assertTrue(condition.allows(version), "refuses " + version);
    }
    for (long version : versions(refused)) {
      assertFalse(condition.allows(version), "allows " + version);
    }
    assertEquals(condition, VersionCondition.of(condition.json()));
  }

  @Test
  void bothPreconditions_mustHold() {
    var condition =
        headers(Map.of("If-Match", "\"1\", \"2\"", "If-None-Match", "\"2\"")).expectedVersion();

    assertTrue(condition.allows(1));
    assertFalse(condition.allows(2));
    assertTrue(
        headers(Map.of("If-Match", "*", "If-None-Match", "*")).expectedVersion().isImpossible());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"17", "w/\"17\"", "\"", "\"1\" \"2\"", "\"1\", *", "*, *", "", ",", "\"a b\""})
  void malformedPrecondition_isRefused(String header) {
    assertThrows(ProblemException.class, () -> headers(Map.of("If-Match", header)));
    assertThrows(ProblemException.class, () -> headers(Map.of("If-None-Match", header)));
  }

  private static long[] versions(@Nullable String list) {
    return list == null
        ? new long[0]
        : Stream.of(list.split(" ")).mapToLong(Long::parseLong).toArray();
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
