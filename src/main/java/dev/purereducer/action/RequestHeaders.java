package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_REQUEST;

import dev.purereducer.http.CorrelationId;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.trace.Traceparent;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a POST that say something of its action.
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

  /** Fails with a problem when a header that demands something can not be understood. */
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

  /** What these headers and the path say of an action. */
  TransportMetadata metadata(@Nullable String workflowKey) {
    return new TransportMetadata(
        workflowKey, actionId, expectedVersion, correlationId, traceparent, wantsState);
  }

  /** The bare id, or the quoted string that the header's draft standard asks for. */
  private static @Nullable String actionId(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (!CorrelationId.fitsHeader(header)) {
      throw bad("Idempotency-Key must be 1 to 200 visible ASCII characters");
    }
    return isQuoted(header) ? header.substring(1, header.length() - 1) : header;
  }

  private static @Nullable Long expectedVersion(
      @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch != null && ifNoneMatch != null) {
      throw bad("If-Match and If-None-Match exclude each other");
    }
    if (ifNoneMatch != null) {
      if (!ifNoneMatch.equals("*")) {
        throw bad("If-None-Match must be *: the workflow is yet to be");
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
      // not a version either
    }
    throw bad("If-Match must be one version in double quotes, as ETag gives it");
  }

  private static @Nullable String correlationId(@Nullable String header) {
    return header != null && CorrelationId.fitsHeader(header) ? header : null;
  }

  private static boolean prefers(@Nullable String prefer, String preference) {
    if (prefer == null) {
      return false;
    }
    for (var part : prefer.toLowerCase(Locale.ROOT).replace("\"", "").split("[,;]")) {
      if (part.replace(" ", "").equals(preference)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isQuoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
  }

  private static ProblemException bad(String detail) {
    return new ProblemException(Problem.of(BAD_REQUEST, detail));
  }
}
