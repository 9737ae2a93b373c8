package dev.purereducer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        "1e400",
        "-1e401",
        "1e-400",
        "1.5e-399",
        "1e-500",
        "1e2147483647",
        "100e2147483647",
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

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-16"})
  void otherEncoding_isRejected(String encoding) throws IOException {
    for (var text : List.of("{\"a\":1}", "[]", "1", " {}", "\"\u5317\"")) {
      var bytes = text.getBytes(encoding);
      assertThrows(InvalidJsonException.class, () -> JsonText.parse(bytes));
      assertThrows(InvalidJsonException.class, () -> {
        try (var parser = JsonText.parser(bytes)) {
          parser.nextToken();
          JsonText.read(parser);
        } catch (JsonProcessingException e) {
          throw JsonText.invalidJson(e);
        }
      });
    }
  }

  @Test
  void byteOrderMark_isRejected() {
    var failure = assertThrows(InvalidJsonException.class, () -> parse("\uFEFF{}"));

    assertEquals("the text begins with a byte order mark", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e399", "-1e399", "1e-399", "-1e-399", "1.5e-398"})
  void acceptedNumber_canBeReadInItsStoredForm(String text) {
    var stored = JsonText.text(parse("{\"a\":" + text + "}"));

    assertEquals(parse("{\"a\":" + text + "}"), JsonText.parse(stored));
    assertEquals(stored, JsonText.acceptedText(JsonText.parse(stored), 0));
  }

  @Test
  void valueOfAReducer_isWrittenWithinTheLimitsOnly() {
    Json deepest = Json.of(1);
    for (int i = 0; i < ValueLimits.MAX_DEPTH; i++) {
      deepest = Json.EMPTY.with("a", deepest);
    }
    var tooDeep = Json.EMPTY.with("a", deepest);
    var tooLong = Json.number(new BigDecimal("1e-400"));

    assertEquals(deepest, JsonText.parse(JsonText.acceptedText(deepest, 0)));
    assertEquals(tooDeep, JsonText.parse(JsonText.acceptedText(tooDeep, 1)));
    assertThrows(InvalidJsonException.class, () -> JsonText.acceptedText(tooDeep, 0));
    assertThrows(InvalidJsonException.class, () -> JsonText.acceptedStateText(tooDeep));
    assertThrows(InvalidJsonException.class, () -> JsonText.acceptedText(tooLong, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-1.5",
        "\"\"",
        "\"äöü\\n\"",
        "[]",
        "[1,2]",
        "{}",
        "{\"a\":\"b\"}",
        "{\"a\":[null,{\"b\":1}],\"c\":true}"
      })
  void minimumLength_isAtMostTheLengthOfTheText(String text) {
    var value = JsonText.parse(text);

    assertTrue(JsonText.minChars(value) <= JsonText.text(value).length());
  }

  @Test
  void minimumLength_countsStringsNamesAndPunctuation() {
    var text = "{\"a\":[\"bcd\",\"\"],\"efg\":null}";

    assertEquals(text.length(), JsonText.minChars(JsonText.parse(text)));
  }

  @Test
  void nestingBeyondTheLimit_isRejected() {
    var deepest =
        "[".repeat(ValueLimits.STORED.maxDepth()) + "]".repeat(ValueLimits.STORED.maxDepth());

    parse(deepest);

    assertThrows(InvalidJsonException.class, () -> parse("[" + deepest + "]"));
  }

  @Test
  void numberBeyondTheLimit_isRejected() {
    assertThrows(InvalidJsonException.class, () -> parse("1" + "0".repeat(ValueLimits.MAX_DIGITS)));
    assertThrows(
        InvalidJsonException.class, () -> parse("0." + "1".repeat(ValueLimits.MAX_DIGITS)));
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
