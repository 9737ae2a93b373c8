package dev.purereducer.reduce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The reducers of this service, by name and version. The newest version takes new actions. */
public final class Reducers {
  /**
   * A stored state that this instance cannot read, because its reducer or a newer version of it is
   * deployed in other instances only, as during an upgrade.
   */
  public static final class NotDeployedException extends RuntimeException {
    public NotDeployedException(String reducer, int version, int schemaVersion) {
      super(
          "this instance has no reducer %s of version %d that reads schema version %d"
              .formatted(reducer, version, schemaVersion),
          null,
          false,
          false);
    }
  }

  private final Map<String, TreeMap<Integer, Reducer<?>>> byVersion = new TreeMap<>();
  private final Map<String, Reducer<?>> newest = new TreeMap<>();

  public Reducers(Iterable<? extends Reducer<?>> reducers) {
    for (var reducer : reducers) {
      add(reducer);
    }
    byVersion.forEach((name, versions) -> newest.put(name, versions.lastEntry().getValue()));
  }

  private void add(Reducer<?> reducer) {
    if (reducer.version() < 1) {
      throw new IllegalStateException("reducer %s has version %d: versions start at 1"
          .formatted(reducer.name(), reducer.version()));
    }
    var versions = byVersion.computeIfAbsent(reducer.name(), _ -> new TreeMap<>());
    if (versions.putIfAbsent(reducer.version(), reducer) != null) {
      throw new IllegalStateException("two reducers are named %s and have version %d"
          .formatted(reducer.name(), reducer.version()));
    }
  }

  /** The newest version of the reducer; null if there is none with this name. */
  public @Nullable Reducer<?> find(String name) {
    return newest.get(name);
  }

  /** The given version of the reducer; null if this instance does not have it. */
  public @Nullable Reducer<?> find(String name, int version) {
    var versions = byVersion.get(name);
    return versions == null ? null : versions.get(version);
  }

  /**
   * The newest version of the reducer of a stored state. Throws a NotDeployedException if only others
   * can read the state.
   */
  public Reducer<?> require(String name, int version, int schemaVersion) {
    var reducer = newest.get(name);
    if (reducer == null || !reads(reducer, version, schemaVersion)) {
      throw new NotDeployedException(name, version, schemaVersion);
    }
    return reducer;
  }

  /** Whether the reducer is not older than a state that was stored with these versions. */
  public static boolean reads(Reducer<?> reducer, int version, int schemaVersion) {
    return version <= reducer.version() && schemaVersion <= reducer.schemaVersion();
  }

  /** The newest version of each reducer. */
  public Collection<Reducer<?>> newest() {
    return newest.values();
  }

  /** All versions of all reducers. */
  public List<Reducer<?>> all() {
    List<Reducer<?>> all = new ArrayList<>();
    byVersion.values().forEach(versions -> all.addAll(versions.values()));
    return all;
  }

  public Set<String> names() {
    return newest.keySet();
  }
}
