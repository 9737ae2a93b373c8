package dev.purereducer.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not done, as RFC 9457 has it.
 *
 * @param detail what to do about it, for people; never repeats what the caller sent
 * @param members more for programs, in snake_case: a String or a Long each
 */
public record Problem(ProblemType type, String detail, Map<String, Object> members) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** How a caller that nobody knows can say who it is (RFC 6750). */
  static final String CHALLENGE = "Bearer";

  /** When to ask again, for what passes by itself; a namespace has at least one request a second. */
  static final int RETRY_AFTER_SECONDS = 1;

  private static final JsonFactory JSON = new JsonFactory();

  public Problem {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Map.of());
  }

  /** A copy with one more member; the same problem when there is no value. */
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

  /** The most telling reason for programs: the member {@code code}, or else the type. */
  public String code() {
    return members.get("code") instanceof String code ? code : type.code();
  }

  public byte[] bytes() {
    var out = new ByteArrayOutputStream(256);
    try (var to = JSON.createGenerator(out)) {
      writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
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
