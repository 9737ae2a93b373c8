package dev.purereducer.reduce;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The reducers of this service, by name. */
public final class Reducers {
  /**
   * A stored state that this instance cannot read, because its reducer or a newer schema version of it
   * is deployed in other instances only, as during an upgrade.
   */
  public static final class NotDeployedException extends RuntimeException {
    NotDeployedException(String reducer, int schemaVersion) {
      super(
          "this instance has no reducer " + reducer + " that reads schema version " + schemaVersion,
          null,
          false,
          false);
    }
  }

  private final Map<String, Reducer<?>> byName = new TreeMap<>();

  public Reducers(Iterable<? extends Reducer<?>> reducers) {
    for (var reducer : reducers) {
      var existing = byName.putIfAbsent(reducer.name(), reducer);
      if (existing != null) {
        throw new IllegalStateException("two reducers are named " + reducer.name());
      }
    }
  }

  /** The reducer with this name; null if there is none. */
  public @Nullable Reducer<?> find(String name) {
    return byName.get(name);
  }

  /** The reducer of a stored state; throws a NotDeployedException if only others can read it. */
  public Reducer<?> require(String name, int schemaVersion) {
    var reducer = byName.get(name);
    if (reducer == null || schemaVersion > reducer.schemaVersion()) {
      throw new NotDeployedException(name, schemaVersion);
    }
    return reducer;
  }

  public Collection<Reducer<?>> all() {
    return byName.values();
  }

  public Set<String> names() {
    return byName.keySet();
  }
}
