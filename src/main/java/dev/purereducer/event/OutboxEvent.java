package dev.purereducer.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the outbox: an event to be published.
 *
 * @param eventId unique per event; a redelivery has the same id
 * @param previousVersion the version before the commit; null for events that are not commits
 * @param version the version after the commit; null for events that are not commits
 * @param data the event's JSON, the value of the published record
 * @param traceparent the W3C trace context of the last sampled action of the event, or else of its
 *     last action
 */
public record OutboxEvent(
    EventType type,
    String eventId,
    String workflowKey,
    @Nullable Long previousVersion,
    @Nullable Long version,
    byte[] data,
    Instant at,
    @Nullable String traceparent) {
  /** Types of event, with their names in the outbox and as CloudEvents. */
  public enum EventType {
    STATE_COMMITTED("state-committed", "dev.purereducer.StateCommitted"),
    STATE_CONFLICT("state-conflict", "dev.purereducer.StateConflict"),
    INTENT("intent", "dev.purereducer.Intent"),
    REDUCER_GAVE_UP("reducer-gave-up", "dev.purereducer.ReducerGaveUp");

    private final String outboxName;
    private final String cloudEventType;

    EventType(String outboxName, String cloudEventType) {
      this.outboxName = outboxName;
      this.cloudEventType = cloudEventType;
    }

    /** The value of {@code outbox.event_type}. */
    public String outboxName() {
      return outboxName;
    }

    public String cloudEventType() {
      return cloudEventType;
    }

    public static EventType ofOutboxName(String name) {
      for (var type : values()) {
        if (type.outboxName.equals(name)) {
          return type;
        }
      }
      throw new IllegalArgumentException("unknown event type: " + name);
    }
  }

  /** Serializer of events: streams their members, so that a state is copied and not parsed again. */
  public static final class EventJson {
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
}
