package dev.purereducer.reduce;

/**
 * Conversion of a state to JSON and back. {@code decode(encode(s))} must equal {@code s}, also after
 * the members of objects have been reordered, as PostgreSQL's jsonb does.
 */
public interface StateCodec<S> {
  Json encode(S state);

  S decode(Json json);
}
