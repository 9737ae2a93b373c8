package dev.purereducer.reduce;

/**
 * The reason why an action is refused. Callers get both parts.
 *
 * @param code a stable, machine-readable code in kebab-case
 * @param detail a description for people
 */
public record Rejection(String code, String detail) {}
