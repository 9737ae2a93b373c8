package dev.purereducer.deadletter;

import dev.purereducer.event.RecordPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of the dead-letter topic as a row of the table: with its action when it can be read as
 * one, else with the bytes and the headers it came with.
 *
 * @param kind which kind of problem it is: one of few, where reasons are as many as reducers have
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
