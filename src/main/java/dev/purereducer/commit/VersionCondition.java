package dev.purereducer.commit;

import dev.purereducer.reduce.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a workflow at which an action may be committed. A workflow that does not exist is at
 * version 0.
 *
 * @param only the allowed versions; null for all
 * @param except versions that are not allowed
 */
public record VersionCondition(@Nullable Set<Long> only, Set<Long> except) {
  private static final String ONLY = "only";
  private static final String EXCEPT = "except";

  public VersionCondition {
    only = only == null ? null : new TreeSet<>(only);
    except = new TreeSet<>(except);
  }

  public static VersionCondition at(long version) {
    return anyOf(Set.of(version));
  }

  public static VersionCondition anyOf(Collection<Long> versions) {
    return new VersionCondition(Set.copyOf(versions), Set.of());
  }

  public static VersionCondition noneOf(Collection<Long> versions) {
    return new VersionCondition(null, Set.copyOf(versions));
  }

  /** The versions that both conditions allow. */
  public VersionCondition and(VersionCondition other) {
    Set<Long> excluded = new TreeSet<>(except);
    excluded.addAll(other.except);
    if (only == null || other.only == null) {
      return new VersionCondition(only == null ? other.only : only, excluded);
    }
    Set<Long> both = new TreeSet<>(only);
    both.retainAll(other.only);
    return new VersionCondition(both, excluded);
  }

  public boolean allows(long version) {
    return (only == null || only.contains(version)) && !except.contains(version);
  }

  /** Whether it allows no version at all. */
  public boolean isImpossible() {
    return only != null && except.containsAll(only);
  }

  /** One allowed version as a number; otherwise an object with {@code only} and {@code except}. */
  public Json json() {
    if (only != null && only.size() == 1 && except.isEmpty()) {
      return Json.of(only.iterator().next());
    }
    Map<String, Json> members = new LinkedHashMap<>();
    if (only != null) {
      members.put(ONLY, array(only));
    }
    members.put(EXCEPT, array(except));
    return new Json.Obj(members);
  }

  /** A condition of that JSON; null if it is malformed. */
  public static @Nullable VersionCondition of(Json json) {
    if (json instanceof Json.Int(var version)) {
      return version < 0 ? null : at(version);
    }
    if (!(json instanceof Json.Obj object)
        || object.members().isEmpty()
        || !Set.of(ONLY, EXCEPT).containsAll(object.members().keySet())) {
      return null;
    }
    var only = object.get(ONLY) instanceof Json allowed ? versions(allowed) : null;
    var except = object.get(EXCEPT) instanceof Json excluded ? versions(excluded) : Set.<Long>of();
    if (except == null || (only == null && object.get(ONLY) != null)) {
      return null;
    }
    return new VersionCondition(only, except);
  }

  private static Json array(Set<Long> versions) {
    return new Json.Arr(versions.stream().<Json>map(Json::of).toList());
  }

  /** Null unless it is an array of versions. */
  private static @Nullable Set<Long> versions(Json json) {
    Set<Long> versions = new TreeSet<>();
    if (!(json instanceof Json.Arr(var items))) {
      return null;
    }
    for (var item : items) {
      if (!(item instanceof Json.Int(var version)) || version < 0) {
        return null;
      }
      versions.add(version);
    }
    return versions;
  }
}
