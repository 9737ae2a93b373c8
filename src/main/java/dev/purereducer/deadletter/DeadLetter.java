package dev.purereducer.deadletter;

import dev.purereducer.event.RecordPosition;
import dev.purereducer.reduce.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An action, or an undecodable record, that could not be processed.
 *
 * @param workflowKey null when the record has no key
 * @param actionId null when the record could not be decoded, until it is redriven
 * @param redrivenAt when the action took effect; null while the dead letter is open
 * @param source where it came from; null when it did not come from Kafka
 */
record DeadLetter(
    long id,
    @Nullable String workflowKey,
    @Nullable String actionId,
    String reason,
    String detail,
    int attempts,
    Instant at,
    @Nullable Instant redrivenAt,
    @Nullable RecordPosition source) {

  /** The original action or record. */
  sealed interface Content {
    /** An action in plain JSON; its workflow key and id may be in the dead letter only. */
    record OfAction(Json.Obj action) implements Content {}

    /**
     * A record that could not be decoded as an action.
     *
     * @param value null when the record has none, or when it is too large for the table
     * @param headers text headers only, the last of each name
     * @param timestamp in milliseconds
     */
    record OfRecord(
        byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers, long timestamp)
        implements Content {}

    /** A stored action that cannot be read, as its text; a redrive needs a complete repair. */
    record OfUnreadable(String text) implements Content {}
  }

  /** A dead letter with its content, which lists leave out. */
  record WithContent(DeadLetter deadLetter, Content content) {}

  boolean isOpen() {
    return redrivenAt == null;
  }
}
