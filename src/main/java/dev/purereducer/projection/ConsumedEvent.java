package dev.purereducer.projection;

import org.jspecify.annotations.Nullable;

/**
 * An event as it came from the topic, with what its headers say of it; nothing of it is checked.
 *
 * @param workflowKey from the header, or else the record's key; empty when it has neither
 * @param version from the header; null when there is none or it is no number
 * @param data the event's JSON; null for a record without a value
 */
record ConsumedEvent(
    RecordPosition position,
    String workflowKey,
    @Nullable Long version,
    @Nullable String type,
    byte @Nullable [] data) {

  /** Where on the topic. */
  record RecordPosition(String topic, int partition, long offset) {}

  /** Events without a version come last: there is no telling whether they are new. */
  long order() {
    return version == null ? Long.MIN_VALUE : version;
  }
}
