package dev.purereducer.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.purereducer.reduce.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Parser and writer of JSON text (UTF-8).
 *
 * <p>Limits: nesting depth {@value #MAX_DEPTH}; numbers of {@value #MAX_NUMBER_CHARS} characters and
 * a decimal exponent within ±{@value #MAX_EXPONENT}. Duplicate member names are rejected.
 */
public final class JsonText {
  /** Invalid or unstorable JSON. The message has the cause and its position, but none of the text. */
  public static final class InvalidJsonException extends RuntimeException {
    public InvalidJsonException(String message) {
      super(message, null, false, false);
    }
  }

  public static final int MAX_DEPTH = 64;
  public static final int MAX_NUMBER_CHARS = 400;
  public static final int MAX_EXPONENT = 400;

  private static final JsonFactory FACTORY =
      limited().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** For JSON written by this service, without the costly detection of duplicate names. */
  private static final JsonFactory TRUSTED_FACTORY = limited().build();

  private JsonText() {}

  private static JsonFactoryBuilder limited() {
    return new JsonFactoryBuilder()
        .streamReadConstraints(StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(MAX_NUMBER_CHARS)
            .maxStringLength(Integer.MAX_VALUE)
            .build())
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
  }

  /** Parses bytes that consist of exactly one JSON value. */
  public static Json parse(byte[] utf8) {
    return parse(FACTORY, utf8);
  }

  /** Parses bytes written by this service. Of duplicate member names, the last one wins. */
  public static Json parseTrusted(byte[] utf8) {
    return parse(TRUSTED_FACTORY, utf8);
  }

  private static Json parse(JsonFactory factory, byte[] utf8) {
    try (var parser = factory.createParser(utf8)) {
      parser.nextToken();
      var value = read(parser);
      if (parser.nextToken() != null) {
        throw new InvalidJsonException("unexpected text after the JSON value" + position(parser));
      }
      return value;
    } catch (JsonProcessingException e) {
      throw invalidJson(e);
    } catch (IOException e) {
      throw new InvalidJsonException("not valid UTF-8");
    }
  }

  /** Parses text written by this service or returned by PostgreSQL. */
  public static Json parse(String text) {
    try (var parser = TRUSTED_FACTORY.createParser(text)) {
      parser.nextToken();
      return read(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A streaming parser with the same limits, for decoders that read single members. */
  public static JsonParser parser(byte[] utf8) throws IOException {
    return FACTORY.createParser(utf8);
  }

  /** Reads the value at the parser's current token; the parser ends at the value's last token. */
  public static Json read(JsonParser parser) throws IOException {
    var token = parser.currentToken();
    if (token == null) {
      throw new InvalidJsonException("the text ends where a JSON value is expected");
    }
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> Json.of(requireStorable(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber(parser);
      case VALUE_TRUE -> Json.of(true);
      case VALUE_FALSE -> Json.of(false);
      case VALUE_NULL -> Json.Null.NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
        throw new InvalidJsonException("a JSON value is missing" + position(parser));
    };
  }

  /** The cause and position of a parse error, without the text, which may be confidential. */
  public static InvalidJsonException invalidJson(JsonProcessingException e) {
    var message = e.getOriginalMessage();
    if (message.startsWith("Duplicate field")) {
      message = "duplicate member name in an object";
    } else if (message.contains("UTF-8")) {
      message = "not valid UTF-8";
    } else if (message.contains("nesting depth")) {
      message = "nested deeper than " + MAX_DEPTH;
    } else if (message.contains("Number value length")) {
      message = "a number is longer than " + MAX_NUMBER_CHARS + " characters";
    } else if (message.startsWith("Non-standard token")) {
      message = "not valid JSON: NaN and Infinity are not numbers";
    } else {
      message = "not valid JSON";
    }
    var at = e.getLocation();
    return new InvalidJsonException(
        at == null
            ? message
            : message + " at line " + at.getLineNr() + ", column " + at.getColumnNr());
  }

  public static byte[] bytes(Json json) {
    return bytes(json, UnaryOperator.identity());
  }

  private static byte[] bytes(Json json, UnaryOperator<Map<String, Json>> order) {
    var out = new ByteArrayOutputStream(256);
    try (var generator = FACTORY.createGenerator(out)) {
      write(generator, json, order);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static String text(Json json) {
    var out = new StringWriter(256);
    try (var generator = FACTORY.createGenerator(out)) {
      write(generator, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  public static JsonGenerator generator(ByteArrayOutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Throws {@link InvalidJsonException} for a value that PostgreSQL cannot store. */
  public static void write(JsonGenerator to, Json json) throws IOException {
    write(to, json, UnaryOperator.identity());
  }

  private static void write(JsonGenerator to, Json json, UnaryOperator<Map<String, Json>> order)
      throws IOException {
    switch (json) {
      case Json.Null _ -> to.writeNull();
      case Json.Bool(var value) -> to.writeBoolean(value);
      case Json.Int(var value) -> to.writeNumber(value);
      case Json.Dec(var value) -> to.writeNumber(requireInRange(value).toPlainString());
      case Json.Str(var value) -> to.writeString(requireStorable(value));
      case Json.Arr(var items) -> {
        to.writeStartArray();
        for (var item : items) {
          write(to, item, order);
        }
        to.writeEndArray();
      }
      case Json.Obj(var members) -> {
        to.writeStartObject();
        for (var member : order.apply(members).entrySet()) {
          to.writeFieldName(requireStorable(member.getKey()));
          write(to, member.getValue(), order);
        }
        to.writeEndObject();
      }
    }
  }

  /** Canonical text: members sorted by name, no white space, numbers without exponents. */
  public static byte[] canonical(Json json) {
    return bytes(json, JsonText::sorted);
  }

  private static Map<String, Json> sorted(Map<String, Json> members) {
    return members.size() < 2 ? members : new TreeMap<>(members);
  }

  private static Json readObject(JsonParser parser) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = requireStorable(parser.currentName());
      parser.nextToken();
      members.put(name, read(parser));
    }
    return new Json.Obj(members);
  }

  private static Json readArray(JsonParser parser) throws IOException {
    List<Json> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser));
    }
    return new Json.Arr(items);
  }

  private static Json readNumber(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return Json.of(parser.getLongValue());
    }
    var text = parser.getText();
    if (text.length() > MAX_NUMBER_CHARS) {
      throw new InvalidJsonException(
          "a number is longer than " + MAX_NUMBER_CHARS + " characters" + position(parser));
    }
    try {
      return Json.number(requireInRange(new BigDecimal(text)));
    } catch (NumberFormatException e) {
      throw outOfRange();
    }
  }

  private static BigDecimal requireInRange(BigDecimal value) {
    long magnitude = (long) value.precision() - value.scale();
    if (value.signum() != 0 && Math.abs(magnitude) > MAX_EXPONENT) {
      throw outOfRange();
    }
    return value;
  }

  private static InvalidJsonException outOfRange() {
    return new InvalidJsonException("a number is outside of 1e±" + MAX_EXPONENT);
  }

  private static String requireStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !pair)) {
        throw new InvalidJsonException("a string contains U+0000 or an unpaired surrogate");
      }
      if (pair) {
        i++;
      }
    }
    return text;
  }

  private static String position(JsonParser parser) {
    var at = parser.currentLocation();
    return " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
