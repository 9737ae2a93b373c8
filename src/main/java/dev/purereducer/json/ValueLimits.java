package dev.purereducer.json;

import dev.purereducer.reduce.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Limits of JSON values, workflow keys and ids.
 *
 * <p>What the service stores it can read: every limit applies to the stored form, in which a number
 * is plain digits. Values are accepted up to {@link #ACCEPTED}; readers of stored text allow {@link
 * #STORED}, which has room for the objects and arrays that the service puts around a value.
 *
 * @param maxDepth nesting of arrays and objects
 * @param maxDigits digits of a number without an exponent, before and after the decimal point
 */
public record ValueLimits(int maxDepth, int maxDigits) {
  public static final int MAX_DEPTH = 64;
  public static final int MAX_DIGITS = 400;
  public static final int MAX_KEY_CHARS = 512;

  /** PostgreSQL limits an index entry to 2,704 bytes, and one entry holds a namespace and a key. */
  public static final int MAX_KEY_BYTES = 1_024;

  public static final int MAX_ID_CHARS = 200;

  /** More than the levels of any document around a value: bulk request, CloudEvent, history, event. */
  static final int MAX_WRAPPERS = 8;

  /** Characters of a number as it is written by a caller, in any notation. */
  static final int MAX_NUMBER_CHARS = 1_000;

  /** Payloads of actions, states and payloads of intents. */
  public static final ValueLimits ACCEPTED = new ValueLimits(MAX_DEPTH, MAX_DIGITS);

  /** Documents that contain accepted values; the digits allow a sign and a point in addition. */
  static final ValueLimits STORED = new ValueLimits(MAX_DEPTH + MAX_WRAPPERS, MAX_NUMBER_CHARS - 2);

  /** The limits of a document that has an accepted value inside this many objects and arrays. */
  static ValueLimits wrapped(int levels) {
    return new ValueLimits(MAX_DEPTH + levels, MAX_DIGITS);
  }

  /** The number of digits in plain notation, computed without writing them. */
  public static long digits(BigDecimal value) {
    if (value.signum() == 0) {
      return Math.max(value.scale(), 0) + 1L;
    }
    long scale = value.scale();
    return scale <= 0 ? value.precision() - scale : Math.max(value.precision(), scale + 1);
  }

  /** The reason why a value is over these limits; null if it is within them. */
  public @Nullable String fault(Json value) {
    return fault(value, 0);
  }

  private @Nullable String fault(Json json, int depth) {
    return switch (json) {
      case Json.Null _, Json.Bool _, Json.Str _ -> null;
      case Json.Int(var value) -> {
        int digits = Long.toString(value).length() - (value < 0 ? 1 : 0);
        yield digits > maxDigits ? tooManyDigits() : null;
      }
      case Json.Dec(var value) -> digits(value) > maxDigits ? tooManyDigits() : null;
      case Json.Arr(var items) -> faultOf(items, depth + 1);
      case Json.Obj(var members) -> faultOf(members.values(), depth + 1);
    };
  }

  private @Nullable String faultOf(Iterable<Json> values, int depth) {
    if (depth > maxDepth) {
      return tooDeep();
    }
    for (var value : values) {
      var fault = fault(value, depth);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  String tooDeep() {
    return "nested deeper than " + maxDepth;
  }

  String tooManyDigits() {
    return "a number has more than " + maxDigits + " digits when it is written without an exponent";
  }

  /** The reason why a text is not a workflow key; null if it is one. */
  public static @Nullable String keyFault(String key) {
    if (key.isBlank()) {
      return "the workflow key is empty";
    }
    if (key.length() > MAX_KEY_CHARS) {
      return "the workflow key has more than " + MAX_KEY_CHARS + " characters";
    }
    if (isDotSegment(key)) {
      return "the workflow key is . or .., which no URL can name";
    }
    if (!VisibleText.isVisible(key)) {
      return "the workflow key has a control character, an invisible or direction-changing"
          + " character, or is not valid UTF-8";
    }
    // A char has at most three bytes in UTF-8, so most keys need no encoding to be measured.
    return key.length() > MAX_KEY_BYTES / 3
            && key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES
        ? "the workflow key has more than " + MAX_KEY_BYTES + " bytes in UTF-8"
        : null;
  }

  /** The reason why a text is not an id; null if it is one. */
  public static @Nullable String idFault(String id) {
    boolean valid = !id.isBlank()
        && id.length() <= MAX_ID_CHARS
        && !isDotSegment(id)
        && VisibleText.isVisible(id);
    return valid ? null : "must be 1 to " + MAX_ID_CHARS + " printable characters, not . or ..";
  }

  private static boolean isDotSegment(String text) {
    return text.equals(".") || text.equals("..");
  }
}
