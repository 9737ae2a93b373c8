package dev.purereducer.reduce;

import java.util.List;

/**
 * The rules of one kind of workflow: computes the next state from the current state and an action.
 * Implement it as a CDI bean; the service finds it by its {@link #name()}.
 *
 * <p>A reducer must be pure: {@link #reduce} returns the same result for the same state and action,
 * without clock, random numbers, input or output. The service calls it again for the same action
 * after a version conflict, and whenever a history is replayed or verified. An exception rejects the
 * action and leaves the state unchanged.
 *
 * @param <S> the type of the state: immutable, with value equality, for example a record
 */
public interface Reducer<S> {
  /** The value of {@code reducer} in actions, in kebab-case. It must not change once it is used. */
  String name();

  /**
   * The version of the rules, from 1. Increase it whenever {@link #reduce} gives another result for
   * the same state and action, and keep the earlier version as a bean, so that earlier actions can be
   * replayed by the rules that committed them. The highest version takes new actions.
   */
  default int version() {
    return 1;
  }

  /** The state of a workflow at version 0. */
  S initial();

  /** Converts states to JSON and back. */
  StateCodec<S> codec();

  /** Applies an action: the next state with intents, or a refusal. */
  Reduction<S> reduce(S state, Action action);

  /** The read model of a state; by default the encoded state, as extras. */
  default ReadModel readModel(S state) {
    var json = codec().encode(state);
    var extras = json instanceof Json.Obj object ? object : Json.EMPTY.with("value", json);
    return new ReadModel(null, Json.EMPTY, extras);
  }

  /** The version of the JSON that {@link #codec()} writes; starts at 1. */
  default int schemaVersion() {
    return upcasters().size() + 1;
  }

  /** Conversions between schema versions: the first from 1 to 2, the second from 2 to 3, and so on. */
  default List<Upcaster> upcasters() {
    return List.of();
  }

  /** Decodes a state written with {@code schemaVersion}, after upcasting it to the current version. */
  default S decode(Json json, int schemaVersion) {
    if (schemaVersion < 1 || schemaVersion > schemaVersion()) {
      throw new IllegalArgumentException(
          "state has schema version " + schemaVersion + ", supported are 1 to " + schemaVersion());
    }
    var current = json;
    for (var upcaster : upcasters().subList(schemaVersion - 1, upcasters().size())) {
      current = upcaster.upcast(current);
    }
    return codec().decode(current);
  }

  /**
   * Conversion of a state to JSON and back. {@code decode(encode(s))} must equal {@code s}, also after
   * the members of objects have been reordered, as PostgreSQL's jsonb does.
   */
  interface StateCodec<S> {
    Json encode(S state);

    S decode(Json json);
  }

  /** Converts an encoded state from one schema version to the next. */
  @FunctionalInterface
  interface Upcaster {
    Json upcast(Json older);
  }
}
