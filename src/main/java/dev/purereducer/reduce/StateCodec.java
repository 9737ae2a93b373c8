package dev.purereducer.reduce;

/**
 * A state as JSON and back. {@code decode(encode(s))} equals {@code s}, also when the store has
 * reordered the members of objects in between.
 */
public interface StateCodec<S> {
  Json encode(S state);

  S decode(Json json);
}
