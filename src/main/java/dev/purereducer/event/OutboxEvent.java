package dev.purereducer.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way: a row of the outbox.
 *
 * @param eventId unique; the same event keeps it when it is published again
 * @param previousVersion the version before, exclusive; null for events that moved none
 * @param version the version this event reaches, inclusive; null for events that moved none
 * @param data the event's JSON, as it goes to the topic
 * @param traceparent the W3C trace context of the last followed action it covers, or else of the
 *     last
 */
public record OutboxEvent(
    EventType type,
    String eventId,
    String workflowKey,
    @Nullable Long previousVersion,
    @Nullable Long version,
    byte[] data,
    Instant at,
    @Nullable String traceparent) {}
