package dev.purereducer.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parsing of query parameters. An invalid value is a {@code bad-request}. */
public final class QueryParams {
  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 200;

  private QueryParams() {}

  /** A whole number within the range, or the default if the parameter is absent. */
  public static long number(
      String name, @Nullable String value, NumberRange range, long defaultValue) {
    if (value == null) {
      return defaultValue;
    }
    try {
      long number = Long.parseLong(value);
      if (range.contains(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below, like a number out of range
    }
    throw badRequest(range.requirement(name));
  }

  /** The page size. */
  public static int limit(@Nullable String value) {
    return (int) number("limit", value, new NumberRange(1, MAX_LIMIT), DEFAULT_LIMIT);
  }

  /** A text that PostgreSQL can store and search for; null if the parameter is absent. */
  public static @Nullable String text(String name, @Nullable String value) {
    if (value != null && value.indexOf('\0') >= 0) {
      throw badRequest(name + " must not contain U+0000");
    }
    return value;
  }

  /** A workflow key of the path, or of {@code after}. */
  public static String key(String value) {
    if (value.indexOf('\0') >= 0) {
      throw badRequest("a workflow key must not contain U+0000");
    }
    return value;
  }

  /** Percent-encodes a text for a path segment or a query parameter; a space becomes %20. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public static ProblemException badRequest(String detail) {
    return new ProblemException(Problem.of(ProblemType.BAD_REQUEST, detail));
  }

  /** A range of whole numbers, both ends inclusive. */
  public record NumberRange(long min, long max) {
    public static final NumberRange VERSION = new NumberRange(0, Long.MAX_VALUE);

    boolean contains(long number) {
      return number >= min && number <= max;
    }

    String requirement(String name) {
      return name + " must be a whole number from " + min + " to " + max;
    }
  }
}
