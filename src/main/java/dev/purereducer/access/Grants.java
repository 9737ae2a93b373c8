package dev.purereducer.access;

import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    var named = claim instanceof Collection<?> several
        ? several.stream().flatMap(Grants::named)
        : named(claim);
    var names = named.collect(Collectors.toSet());
    return names.contains(EVERY) ? new All() : new Only(names);
  }

  private static Stream<String> named(@Nullable Object item) {
    return switch (item) {
      case String name -> Stream.of(name);
      case JsonString name -> Stream.of(name.getString());
      case null, default -> Stream.empty();
    };
  }
}
