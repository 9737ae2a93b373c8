package dev.purereducer.reduce;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object: an immutable map in insertion order. It consists of two arrays, and
 * has an index only if it is large, because most objects are small and created more often than
 * searched.
 */
final class ObjectMembers extends AbstractMap<String, Json> {
  private static final int MAX_WITHOUT_INDEX = 8;
  private static final int ABSENT = -1;

  private final String[] names;
  private final Json[] values;
  private final Map<String, Integer> index;

  private ObjectMembers(String[] names, Json[] values) {
    this.names = names;
    this.values = values;
    this.index = names.length > MAX_WITHOUT_INDEX ? indexed(names) : Map.of();
  }

  /** A copy of the members, or the same instance if it is immutable already. */
  static ObjectMembers of(Map<String, Json> members) {
    if (members instanceof ObjectMembers immutable) {
      return immutable;
    }
    var names = new String[members.size()];
    var values = new Json[names.length];
    int at = 0;
    for (var member : members.entrySet()) {
      names[at] = Objects.requireNonNull(member.getKey());
      values[at] = Objects.requireNonNull(member.getValue(), names[at]);
      at++;
    }
    return new ObjectMembers(names, values);
  }

  private static Map<String, Integer> indexed(String[] names) {
    Map<String, Integer> index = HashMap.newHashMap(names.length);
    for (int i = 0; i < names.length; i++) {
      index.put(names[i], i);
    }
    return index;
  }

  /** A copy with this member added or replaced. */
  ObjectMembers with(String name, Json value) {
    int at = indexOf(name);
    if (at == ABSENT) {
      int size = names.length;
      var moreNames = Arrays.copyOf(names, size + 1);
      var moreValues = Arrays.copyOf(values, size + 1);
      moreNames[size] = Objects.requireNonNull(name);
      moreValues[size] = Objects.requireNonNull(value);
      return new ObjectMembers(moreNames, moreValues);
    }
    var changed = values.clone();
    changed[at] = Objects.requireNonNull(value);
    return new ObjectMembers(names, changed);
  }

  private int indexOf(@Nullable Object name) {
    if (names.length > MAX_WITHOUT_INDEX) {
      return index.getOrDefault(name, ABSENT);
    }
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return ABSENT;
  }

  @Override
  public @Nullable Json get(@Nullable Object name) {
    int at = indexOf(name);
    return at == ABSENT ? null : values[at];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return indexOf(name) != ABSENT;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public Set<Entry<String, Json>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Json>> iterator() {
        return new MemberIterator();
      }

      @Override
      public int size() {
        return names.length;
      }
    };
  }

  private final class MemberIterator implements Iterator<Entry<String, Json>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < names.length;
    }

    @Override
    public Entry<String, Json> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int at = next++;
      return Map.entry(names[at], values[at]);
    }
  }
}
