package dev.purereducer.reduce;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The reducers of this service, by name. */
public final class Reducers {
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

  public Set<String> names() {
    return byName.keySet();
  }
}
