package dev.purereducer.projection;

/**
 * An event that could not become a read model.
 *
 * @param reason stable and machine-readable, kebab-case
 * @param detail the same for people; quotes no payload
 */
record SkippedEvent(ConsumedEvent event, String reason, String detail) {}
