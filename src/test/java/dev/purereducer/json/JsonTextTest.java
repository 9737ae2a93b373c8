package dev.purereducer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static Json parse(String text) {
    return JsonText.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "-7",
        "9223372036854775807",
        "0.25",
        "\"é😀\\n\"",
        "[1,[2],{}]",
        "{\"a\":{\"b\":[]}}"
      })
  void writtenValue_isParsedToAnEqualValue(String text) {
    var value = parse(text);

    assertEquals(value, parse(JsonText.text(value)));
    assertEquals(value, JsonText.parse(JsonText.bytes(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "1e2, 100",
    "100e-2, 1",
    "-0, 0",
    "0.0, 0",
    "2.50, 2.5",
    "1e20, 100000000000000000000"
  })
  void equalNumbers_areEqualValuesWithTheSameText(String written, String canonical) {
    assertEquals(parse(canonical), parse(written));
    assertEquals(canonical, new String(JsonText.canonical(parse(written)), StandardCharsets.UTF_8));
  }

  @Test
  void canonicalText_hasSortedMembersAndNoWhiteSpace() {
    var value = parse("{ \"b\": [ 1.0, {\"z\": 1, \"y\": 2} ], \"a\": \"x\" }");

    assertEquals(
        "{\"a\":\"x\",\"b\":[1,{\"y\":2,\"z\":1}]}",
        new String(JsonText.canonical(value), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,",
        "{\"a\"}",
        "nul",
        "NaN",
        "Infinity",
        "-",
        "01",
        "'a'",
        "{\"a\":1,\"a\":2}",
        "\"\\u0000\"",
        "{\"\\u0000\":1}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "1 2",
        "1e401",
        "1e-500",
        "1e999999999"
      })
  void invalidOrUnstorableText_isRejected(String text) {
    assertThrows(InvalidJsonException.class, () -> parse(text));
  }

  @Test
  void invalidUtf8_isRejected() {
    assertThrows(
        InvalidJsonException.class, () -> JsonText.parse(new byte[] {'"', (byte) 0xff, '"'}));
    assertThrows(
        InvalidJsonException.class, () -> JsonText.parse(new byte[] {'"', (byte) 0xc3, '"'}));
  }

  @Test
  void nestingBeyondTheLimit_isRejected() {
    var deepest = "[".repeat(JsonText.MAX_DEPTH) + "]".repeat(JsonText.MAX_DEPTH);

    parse(deepest);

    assertThrows(InvalidJsonException.class, () -> parse("[" + deepest + "]"));
  }

  @Test
  void numberBeyondTheLimit_isRejected() {
    assertThrows(
        InvalidJsonException.class, () -> parse("1" + "0".repeat(JsonText.MAX_NUMBER_CHARS)));
    assertThrows(
        InvalidJsonException.class, () -> parse("0." + "1".repeat(JsonText.MAX_NUMBER_CHARS)));
  }

  @Test
  void unstorableValue_isNotWritten() {
    assertThrows(InvalidJsonException.class, () -> JsonText.text(Json.of("\u0000")));
    assertThrows(InvalidJsonException.class, () -> JsonText.text(Json.of("\ud800")));
    assertThrows(
        InvalidJsonException.class,
        () -> JsonText.text(Json.number(new BigDecimal("1e999999999"))));
  }

  @Test
  void message_doesNotContainTheInput() {
    var failure = assertThrows(InvalidJsonException.class, () -> parse("{\"secret\": hunter2}"));

    assertEquals(false, failure.getMessage().contains("hunter2"), failure::getMessage);
  }
}
