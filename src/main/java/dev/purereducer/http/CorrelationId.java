package dev.purereducer.http;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The caller's id of a request for logs and traces, in the header {@value #HEADER}. */
public final class CorrelationId {
  public static final String HEADER = "X-Correlation-Id";
  public static final int MAX_CHARS = 200;

  private CorrelationId() {}

  /** The given id if it fits a response header, otherwise a new one. */
  public static String orNew(@Nullable String given) {
    return given != null && fitsHeader(given) ? given : UUID.randomUUID().toString();
  }

  /** Whether a text has 1 to {@value #MAX_CHARS} printable ASCII characters, not all spaces. */
  public static boolean fitsHeader(String text) {
    return !text.isBlank()
        && text.length() <= MAX_CHARS
        && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }
}
