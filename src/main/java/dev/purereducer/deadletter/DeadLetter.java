package dev.purereducer.deadletter;

import dev.purereducer.event.RecordPosition;
import dev.purereducer.reduce.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An action that was set aside, or a record that should have been one.
 *
 * @param workflowKey null when the record named none
 * @param actionId null when the record could not be read as an action, until it is redriven
 * @param redrivenAt when its action had its effect; null while the letter is open
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

  /** What was set aside. */
  sealed interface Content {
    /** An action in plain JSON; which workflow's it is and its id may stand in the letter alone. */
    record OfAction(Json.Obj action) implements Content {}

    /**
     * A record that could not be read as an action.
     *
     * @param value null when there was none, or when it is too large for the table
     * @param headers those that are text, the last of each name
     */
    record OfRecord(byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers)
        implements Content {}
  }

  /** A letter and what is in it. */
  record Opened(DeadLetter letter, Content content) {}

  boolean isOpen() {
    return redrivenAt == null;
  }
}
