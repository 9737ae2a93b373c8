package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_REQUEST;

import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.VersionCondition;
import dev.purereducer.http.CorrelationId;
import dev.purereducer.http.EntityTags.TagCondition;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.trace.Traceparent;
import java.util.List;
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
    @Nullable VersionCondition expectedVersion,
    @Nullable String correlationId,
    @Nullable String traceparent,
    boolean respondAsync,
    boolean wantsState) {
  /** The version of a workflow that does not exist. */
  private static final long NO_WORKFLOW = 0;

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

  /** The action's metadata from these headers, the path and the caller. */
  TransportMetadata metadata(@Nullable String workflowKey, ActionOrigin origin) {
    return new TransportMetadata(
        workflowKey,
        actionId,
        expectedVersion,
        correlationId,
        traceparent,
        origin,
        wantsState,
        TransportMetadata.RANDOM_ID);
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

  /**
   * The versions that both headers allow (RFC 9110, 13.1.1 and 13.1.2): {@code If-Match} compares
   * strongly, so that a weak tag matches nothing, and {@code If-None-Match} weakly.
   */
  private static @Nullable VersionCondition expectedVersion(
      @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    var match = ifMatch == null ? null : ifMatch(tags("If-Match", ifMatch));
    var noneMatch = ifNoneMatch == null ? null : ifNoneMatch(tags("If-None-Match", ifNoneMatch));
    if (match == null || noneMatch == null) {
      return match == null ? noneMatch : match;
    }
    return match.and(noneMatch);
  }

  private static VersionCondition ifMatch(TagCondition tags) {
    return tags.any()
        ? VersionCondition.noneOf(List.of(NO_WORKFLOW))
        : VersionCondition.anyOf(tags.strongVersions());
  }

  private static VersionCondition ifNoneMatch(TagCondition tags) {
    return tags.any() ? VersionCondition.at(NO_WORKFLOW) : VersionCondition.noneOf(tags.versions());
  }

  private static TagCondition tags(String name, String header) {
    var tags = TagCondition.parse(header);
    if (tags == null) {
      throw invalid(name + " must be * or a list of entity tags in double quotes");
    }
    return tags;
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
