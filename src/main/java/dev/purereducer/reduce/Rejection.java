package dev.purereducer.reduce;

/**
 * Why an action is refused.
 *
 * @param code a stable, machine-readable reason in kebab-case
 * @param detail the same for people
 */
public record Rejection(String code, String detail) {}
