package dev.purereducer.reduce;

import java.util.List;

/**
 * The rules of one kind of workflow. A bean of this type is found by its {@link #name()}.
 *
 * <p>Must be pure: the same state and action always give the same {@link Reduction}. The service
 * may call it again for the same action (after a lost race) and does so when anyone re-checks a
 * workflow. An exception rejects the action and changes nothing.
 *
 * @param <S> the state; immutable, with value equality
 */
public interface Reducer<S> {
  /** What callers write in an action's {@code reducer}; kebab-case, never changed once used. */
  String name();

  /** The state of a workflow at version 0. */
  S initial();

  StateCodec<S> codec();

  Reduction<S> reduce(S state, Action action);

  /** What readers see of a state; by default all of it, as extras. */
  default ReadModel readModel(S state) {
    var json = codec().encode(state);
    var extras = json instanceof Json.Obj object ? object : Json.EMPTY.with("value", json);
    return new ReadModel(null, Json.EMPTY, extras);
  }

  /** The version of the encoded state that {@link #codec()} writes; starts at 1. */
  default int schemaVersion() {
    return upcasters().size() + 1;
  }

  /** The first lifts schema version 1 to 2, the second 2 to 3, and so on. */
  default List<Upcaster> upcasters() {
    return List.of();
  }

  /** Reads a state that was written at {@code schemaVersion}, lifting it to the current one. */
  default S decode(Json json, int schemaVersion) {
    if (schemaVersion < 1 || schemaVersion > schemaVersion()) {
      throw new IllegalArgumentException(
          "state of schema version " + schemaVersion + ", known are 1 to " + schemaVersion());
    }
    var current = json;
    for (var upcaster : upcasters().subList(schemaVersion - 1, upcasters().size())) {
      current = upcaster.upcast(current);
    }
    return codec().decode(current);
  }
}
