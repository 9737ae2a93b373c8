package dev.purereducer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a request was not done, as RFC 9457 problem details.
 *
 * @param detail an explanation for people; never repeats the caller's input
 * @param members additional members for programs, in snake_case: each a String or a Long
 */
public record Problem(ProblemType type, String detail, Map<String, Object> members) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** The {@code WWW-Authenticate} of a 401 (RFC 6750). */
  static final String CHALLENGE = "Bearer";

  /** The {@code Retry-After} of temporary problems; the lowest rate is one request per second. */
  static final int RETRY_AFTER_SECONDS = 1;

  public Problem {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Map.of());
  }

  /** The problem for a status that a framework has chosen. */
  static Problem ofStatus(int status) {
    var type = ProblemType.ofStatus(status);
    return of(
        type,
        switch (type) {
          case UNAUTHENTICATED -> "a valid bearer token is required in Authorization";
          case FORBIDDEN -> "the caller lacks the required role";
          case NOT_FOUND -> "no resource has this path";
          case METHOD_NOT_ALLOWED -> "the resource does not support this method";
          case NOT_ACCEPTABLE -> "the resource has no representation that Accept allows";
          case UNSUPPORTED_MEDIA_TYPE -> "the Content-Type is not supported";
          case TOO_LARGE -> "the body is larger than the limit";
          case BAD_REQUEST -> "the path, a parameter or a header is not valid";
          default -> type.title();
        });
  }

  /** The problem for an unexpected failure, which is in the log under the correlation id. */
  static Problem internal(String correlationId) {
    return of(ProblemType.INTERNAL, "the log has the failure under this correlation id")
        .with("correlation_id", correlationId);
  }

  /** A copy with one more member; the problem itself if the value is null. */
  public Problem with(String name, @Nullable String value) {
    return value == null ? this : withMember(name, value);
  }

  public Problem with(String name, long value) {
    return withMember(name, value);
  }

  private Problem withMember(String name, Object value) {
    var more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(type, detail, more);
  }

  public int status() {
    return type.status();
  }

  /** The most specific code: the member {@code code} if there is one, otherwise the type's. */
  public String code() {
    return members.get("code") instanceof String code ? code : type.code();
  }

  public byte[] bytes() {
    return JsonResponses.bytes(this::writeTo);
  }

  /** Writes the problem as one JSON object. */
  public void writeTo(JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeStringField("type", type.uri());
    to.writeStringField("title", type.title());
    to.writeNumberField("status", type.status());
    to.writeStringField("detail", detail);
    for (var member : members.entrySet()) {
      switch (member.getValue()) {
        case Long number -> to.writeNumberField(member.getKey(), number);
        case Object text -> to.writeStringField(member.getKey(), text.toString());
      }
    }
    to.writeEndObject();
  }
}
