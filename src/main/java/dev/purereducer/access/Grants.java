package dev.purereducer.access;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The namespaces that a caller reaches. */
sealed interface Grants {
  /** In a claim: every namespace. No namespace of this name can be granted by itself. */
  String EVERY = "*";

  boolean reach(String namespace);

  record All() implements Grants {
    @Override
    public boolean reach(String namespace) {
      return true;
    }
  }

  record Only(Set<String> namespaces) implements Grants {
    public Only {
      namespaces = Set.copyOf(namespaces);
    }

    @Override
    public boolean reach(String namespace) {
      return namespaces.contains(namespace);
    }
  }

  /** What a claim says; anything but a text or an array of texts grants nothing. */
  static Grants of(@Nullable Object claim) {
    Set<String> names = new HashSet<>();
    switch (claim) {
      case null -> {}
      case String name -> names.add(name);
      case JsonString name -> names.add(name.getString());
      case JsonArray array -> array.forEach(item -> add(names, item));
      case Collection<?> several -> several.forEach(item -> add(names, item));
      default -> {}
    }
    return names.contains(EVERY) ? new All() : new Only(names);
  }

  private static void add(Set<String> names, @Nullable Object item) {
    switch (item) {
      case null -> {}
      case String name -> names.add(name);
      case JsonString name -> names.add(name.getString());
      default -> {}
    }
  }
}
