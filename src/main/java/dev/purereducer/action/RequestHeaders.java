package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_REQUEST;

import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.http.CorrelationId;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.trace.Traceparent;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a POST that belong to its action.
 *
 * @param respondAsync {@code Prefer: respond-async}
 * @param wantsState {@code Prefer: return=representation}
 */
record RequestHeaders(
    @Nullable String actionId,
    @Nullable Long expectedVersion,
    @Nullable String correlationId,
    @Nullable String traceparent,
    boolean respondAsync,
    boolean wantsState) {
  /** Throws a problem if a header with a precondition or an id is not valid. */
  static RequestHeaders of(UnaryOperator<@Nullable String> header) {
    var prefer = header.apply("Prefer");
    return new RequestHeaders(
        actionId(header.apply("Idempotency-Key")),
        expectedVersion(header.apply("If-Match"), header.apply("If-None-Match")),
        correlationId(header.apply(CorrelationId.HEADER)),
        Traceparent.parseOrNull(header.apply("traceparent")),
        prefers(prefer, "respond-async"),
        prefers(prefer, "return=representation"));
  }

  /** The action's metadata from these headers and the path. */
  TransportMetadata metadata(@Nullable String workflowKey) {
    return new TransportMetadata(
        workflowKey,
        actionId,
        expectedVersion,
        correlationId,
        traceparent,
        wantsState,
        TransportMetadata::randomId);
  }

  /** The id, bare or as the quoted string of the draft standard of Idempotency-Key. */
  private static @Nullable String actionId(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (!CorrelationId.fitsHeader(header)) {
      throw invalid("Idempotency-Key must be 1 to 200 visible ASCII characters");
    }
    return isQuoted(header) ? header.substring(1, header.length() - 1) : header;
  }

  private static @Nullable Long expectedVersion(
      @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch != null && ifNoneMatch != null) {
      throw invalid("If-Match and If-None-Match cannot be combined");
    }
    if (ifNoneMatch != null) {
      if (!ifNoneMatch.equals("*")) {
        throw invalid("If-None-Match must be *, which requires a new workflow");
      }
      return 0L;
    }
    return ifMatch == null ? null : version(ifMatch);
  }

  private static Long version(String etag) {
    try {
      long version =
          isQuoted(etag) ? Long.parseUnsignedLong(etag.substring(1, etag.length() - 1)) : -1;
      if (version >= 0) {
        return version;
      }
    } catch (NumberFormatException e) {
      // refused below, like an unquoted value
    }
    throw invalid("If-Match must be one version in double quotes, as in ETag");
  }

  private static @Nullable String correlationId(@Nullable String header) {
    return header != null && CorrelationId.fitsHeader(header) ? header : null;
  }

  private static boolean prefers(@Nullable String prefer, String preference) {
    if (prefer == null) {
      return false;
    }
    for (var element : prefer.toLowerCase(Locale.ROOT).replace("\"", "").split("[,;]")) {
      if (element.replace(" ", "").equals(preference)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isQuoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(Problem.of(BAD_REQUEST, detail));
  }
}
