package dev.purereducer.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Serializer of events: streams their members, so that a state is copied and not parsed again. */
public final class EventJson {
  /** Writes the members of an event's JSON object. */
  @FunctionalInterface
  public interface EventMembers {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private EventJson() {}

  /**
   * The JSON object with these members; {@code expectedBytes} is the initial size of the buffer.
   */
  public static byte[] bytes(int expectedBytes, EventMembers members) {
    var out = new ByteArrayOutputStream(expectedBytes);
    try (var json = JsonText.generator(out)) {
      json.writeStartObject();
      members.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes a member, or nothing if the value is null. */
  public static void writeOptional(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }
}
