package dev.purereducer.reduce;

/**
 * A request of the reducer to the outside world, for example to send a mail. The reducer does not
 * perform it: the service publishes it to the topic {@code intents} after the action is committed,
 * and consumers of the topic act on it.
 *
 * @param type the kind of intent, by which consumers decide how to handle it
 * @param payload the data that consumers need
 */
public record Intent(String type, Json payload) {}
