package dev.purereducer.http;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The id that a caller follows a request by, in the header {@value #HEADER}. */
public final class CorrelationId {
  public static final String HEADER = "X-Correlation-Id";
  public static final int MAX_CHARS = 200;

  private CorrelationId() {}

  /** The caller's own id, when it can be sent back in a header as it is; otherwise a new one. */
  public static String orNew(@Nullable String given) {
    return given != null && fitsHeader(given) ? given : UUID.randomUUID().toString();
  }

  /** Whether a text is 1 to {@value #MAX_CHARS} printable ASCII characters, not all spaces. */
  public static boolean fitsHeader(String text) {
    return !text.isBlank()
        && text.length() <= MAX_CHARS
        && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }
}
