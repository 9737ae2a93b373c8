package dev.purereducer.http;

import org.jspecify.annotations.Nullable;

/** Query parameters as they are sent, to values; what does not fit is a {@code bad-request}. */
public final class QueryParams {
  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 200;

  private QueryParams() {}

  /** A whole number within bounds, or {@code absent} when it is not sent. */
  public static long number(String name, @Nullable String sent, NumberRange bounds, long absent) {
    if (sent == null) {
      return absent;
    }
    try {
      long value = Long.parseLong(sent);
      if (value >= bounds.min && value <= bounds.max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the same answer as out of bounds
    }
    throw badRequest(name + " must be a whole number from " + bounds.min + " to " + bounds.max);
  }

  public static int limit(@Nullable String sent) {
    return (int) number("limit", sent, new NumberRange(1, MAX_LIMIT), DEFAULT_LIMIT);
  }

  /** Text that can be looked for; null when it is not sent. */
  public static @Nullable String text(String name, @Nullable String sent) {
    if (sent != null && sent.indexOf('\0') >= 0) {
      throw badRequest(name + " must not contain U+0000");
    }
    return sent;
  }

  /** A workflow key, or the place in a list after which to go on. */
  public static String key(String sent) {
    if (sent.indexOf('\0') >= 0) {
      throw badRequest("a workflow key has no U+0000");
    }
    return sent;
  }

  public static ProblemException badRequest(String detail) {
    return new ProblemException(Problem.of(ProblemType.BAD_REQUEST, detail));
  }

  /** Both inclusive. */
  public record NumberRange(long min, long max) {
    public static final NumberRange VERSION = new NumberRange(0, Long.MAX_VALUE);
  }
}
