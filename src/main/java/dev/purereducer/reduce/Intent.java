package dev.purereducer.reduce;

/**
 * What a reducer wants done outside, because of the action it took. Published once committed.
 *
 * @param type the name of the wish, as consumers of the {@code intents} topic know it
 */
public record Intent(String type, Json payload) {}
