package dev.purereducer.project;

/**
 * An event that could not become a read model.
 *
 * @param reason stable and machine-readable, kebab-case
 * @param detail the same for people; quotes no payload
 */
record SetAside(Arrival event, String reason, String detail) {}
