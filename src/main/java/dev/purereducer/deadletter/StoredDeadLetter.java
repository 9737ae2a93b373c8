package dev.purereducer.deadletter;

import dev.purereducer.event.RecordPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row to insert into {@code dead_letter}: with the action if the record could be decoded, else
 * with the record's original key, value and headers.
 *
 * @param kind the problem's type, which is one of few and so can label a meter; a reason may be any
 *     code of a reducer
 */
record StoredDeadLetter(
    @Nullable String workflowKey,
    @Nullable String actionId,
    String kind,
    String reason,
    String detail,
    @Nullable String actionText,
    byte @Nullable [] key,
    byte @Nullable [] value,
    @Nullable String headersText,
    RecordPosition source,
    Instant sourceTime) {}
