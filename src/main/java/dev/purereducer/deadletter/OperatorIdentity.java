package dev.purereducer.deadletter;

import dev.purereducer.http.CorrelationId;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Whoever asks for something that goes on record. */
final class OperatorIdentity {
  /** Believed only of callers that are not authenticated. */
  static final String HEADER = "X-Operator";

  static final String MEANING =
      "who redrives, for the record, when the caller is not authenticated";

  private static final String ANONYMOUS = "anonymous";
  private static final int MAX_CHARS = 200;

  private OperatorIdentity() {}

  /** The authenticated caller; else who the caller says it is, when that is printable. */
  static String of(@Nullable Principal principal, @Nullable String header) {
    if (principal != null && principal.getName() != null && !principal.getName().isEmpty()) {
      var name = principal.getName();
      return name.substring(0, Math.min(MAX_CHARS, name.length()));
    }
    return header != null && CorrelationId.fitsHeader(header) ? header : ANONYMOUS;
  }
}
