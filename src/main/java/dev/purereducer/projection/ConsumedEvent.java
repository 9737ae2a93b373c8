package dev.purereducer.projection;

import dev.purereducer.event.RecordPosition;
import org.jspecify.annotations.Nullable;

/**
 * A record of the {@code state-committed} topic with its CloudEvent headers, not yet validated.
 *
 * @param workflowKey the header {@code ce_subject}, else the record's key, else empty
 * @param version the header {@code ce_version}; null if it is missing or not a number
 * @param type the header {@code ce_type}
 * @param data the event's JSON; null for a record without a value
 */
record ConsumedEvent(
    RecordPosition position,
    String workflowKey,
    @Nullable Long version,
    @Nullable String type,
    byte @Nullable [] data) {

  /** Sort key, newest last. Events without a version sort as the oldest. */
  long order() {
    return version == null ? Long.MIN_VALUE : version;
  }
}
