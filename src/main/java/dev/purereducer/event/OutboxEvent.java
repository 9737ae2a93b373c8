package dev.purereducer.event;

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
    @Nullable String traceparent) {}
