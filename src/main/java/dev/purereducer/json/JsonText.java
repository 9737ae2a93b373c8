package dev.purereducer.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.purereducer.reduce.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Parser and writer of JSON text, in UTF-8 only (RFC 8259). Duplicate member names are rejected.
 *
 * <p>The parser allows the nesting of a document around an accepted value; callers check the value
 * itself against {@link ValueLimits#ACCEPTED}.
 */
public final class JsonText {
  /** Invalid or unstorable JSON. The message has the cause and its position, but none of the text. */
  public static final class InvalidJsonException extends RuntimeException {
    public InvalidJsonException(String message) {
      super(message, null, false, false);
    }
  }

  private static final JsonFactory FACTORY =
      limited().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** For JSON written by this service, without the costly detection of duplicate names. */
  private static final JsonFactory TRUSTED_FACTORY = limited().build();

  /** Bytes in which UTF-16 and UTF-32 show themselves (RFC 4627, section 3). */
  private static final int ENCODING_BYTES = 4;

  private JsonText() {}

  private static JsonFactoryBuilder limited() {
    return new JsonFactoryBuilder()
        .streamReadConstraints(StreamReadConstraints.builder()
            .maxNestingDepth(ValueLimits.STORED.maxDepth())
            .maxNumberLength(ValueLimits.MAX_NUMBER_CHARS)
            .maxStringLength(Integer.MAX_VALUE)
            .build())
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
  }

  /** Parses bytes that consist of exactly one JSON value. */
  public static Json parse(byte[] utf8) {
    requireUtf8(utf8);
    return parse(FACTORY, utf8, ValueLimits.MAX_DIGITS);
  }

  /** Parses bytes written by this service. Of duplicate member names, the last one wins. */
  public static Json parseTrusted(byte[] utf8) {
    return parse(TRUSTED_FACTORY, utf8, ValueLimits.STORED.maxDigits());
  }

  private static Json parse(JsonFactory factory, byte[] utf8, int maxDigits) {
    try (var parser = factory.createParser(utf8)) {
      parser.nextToken();
      var value = new JsonReader(parser, maxDigits).read();
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
      return new JsonReader(parser, ValueLimits.STORED.maxDigits()).read();
    } catch (JsonProcessingException e) {
      throw invalidJson(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A streaming parser with the same limits, for decoders that read single members. */
  public static JsonParser parser(byte[] utf8) throws IOException {
    requireUtf8(utf8);
    return FACTORY.createParser(utf8);
  }

  /** Reads the value at the parser's current token; the parser ends at the value's last token. */
  public static Json read(JsonParser parser) throws IOException {
    return new JsonReader(parser, ValueLimits.MAX_DIGITS).read();
  }

  /** No text in UTF-8 begins with a byte order mark or has a zero byte where another encoding has. */
  private static void requireUtf8(byte[] text) {
    int first = text.length == 0 ? 0 : text[0] & 0xFF;
    if (text.length >= 3 && first == 0xEF && (text[1] & 0xFF) == 0xBB && (text[2] & 0xFF) == 0xBF) {
      throw new InvalidJsonException("the text begins with a byte order mark");
    }
    boolean otherEncoding = first >= 0xFE;
    for (int i = 0; i < Math.min(text.length, ENCODING_BYTES); i++) {
      otherEncoding |= text[i] == 0;
    }
    if (otherEncoding) {
      throw new InvalidJsonException("not valid UTF-8: JSON must be in UTF-8");
    }
  }

  /** The cause and position of a parse error, without the text, which may be confidential. */
  public static InvalidJsonException invalidJson(JsonProcessingException e) {
    var message = e.getOriginalMessage();
    if (message.startsWith("Duplicate field")) {
      message = "duplicate member name in an object";
    } else if (message.contains("UTF-8")) {
      message = "not valid UTF-8";
    } else if (message.contains("nesting depth")) {
      message = ValueLimits.ACCEPTED.tooDeep();
    } else if (message.contains("Number value length")) {
      message = "a number is longer than " + ValueLimits.MAX_NUMBER_CHARS + " characters";
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
    return bytes(json, null);
  }

  /** Canonical text: members sorted by name, no white space, numbers without exponents. */
  public static byte[] canonical(Json json) {
    return bytes(json, Comparator.naturalOrder());
  }

  private static byte[] bytes(Json json, @Nullable Comparator<String> order) {
    var out = new ByteArrayOutputStream(256);
    try (var generator = FACTORY.createGenerator(out)) {
      new JsonWriter(generator, ValueLimits.STORED, order).write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The text of any value that can be read again. */
  public static String text(Json json) {
    return text(json, ValueLimits.STORED, null);
  }

  /** {@link #acceptedText} of a state that a response contains. */
  public static String acceptedStateText(Json state) {
    return text(state, ValueLimits.ACCEPTED, JsonbText.ORDER);
  }

  /**
   * The text of a value made by a reducer, inside of {@code wrappers} objects and arrays. Throws
   * {@link InvalidJsonException} beyond {@link ValueLimits#ACCEPTED}.
   */
  public static String acceptedText(Json json, int wrappers) {
    return text(json, ValueLimits.wrapped(wrappers), null);
  }

  /** A lower bound of the length of the value's text, computed without reading its strings. */
  public static long minChars(Json json) {
    return switch (json) {
      case Json.Null _, Json.Bool _ -> 4;
      case Json.Int _, Json.Dec _ -> 1;
      case Json.Str(var value) -> value.length() + 2L;
      case Json.Arr(var items) -> {
        long chars = items.size() + 1L;
        for (var item : items) {
          chars += minChars(item);
        }
        yield chars;
      }
      case Json.Obj(var members) -> {
        long chars = 4L * members.size() + 1;
        for (var member : members.entrySet()) {
          chars += member.getKey().length() + minChars(member.getValue());
        }
        yield chars;
      }
    };
  }

  static String text(Json json, ValueLimits limits, @Nullable Comparator<String> order) {
    var out = new StringWriter(256);
    try (var generator = FACTORY.createGenerator(out)) {
      new JsonWriter(generator, limits, order).write(json);
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
    new JsonWriter(to, ValueLimits.STORED, null).write(json);
  }

  static String requireStorable(String text) {
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

  static String position(JsonParser parser) {
    var at = parser.currentLocation();
    return " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
