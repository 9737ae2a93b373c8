package dev.purereducer.deadletter;

import dev.purereducer.http.CorrelationId;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Name of the operator that is recorded with a redrive. */
final class OperatorIdentity {
  /** Header with the operator's name; ignored when the caller is authenticated. */
  static final String HEADER = "X-Operator";

  static final String HEADER_DESCRIPTION =
      "name to record with the redrive; used only if the caller is not authenticated";

  private static final String ANONYMOUS = "anonymous";
  private static final int MAX_CHARS = 200;

  private OperatorIdentity() {}

  /** The authenticated caller; else the header's value if it is printable; else anonymous. */
  static String of(@Nullable Principal principal, @Nullable String header) {
    if (principal != null && principal.getName() != null && !principal.getName().isEmpty()) {
      var name = principal.getName();
      return name.substring(0, Math.min(MAX_CHARS, name.length()));
    }
    return header != null && CorrelationId.fitsHeader(header) ? header : ANONYMOUS;
  }
}
