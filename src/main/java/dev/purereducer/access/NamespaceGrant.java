package dev.purereducer.access;

import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The namespaces that a caller reaches. */
sealed interface NamespaceGrant {
  /** In a claim: every namespace. No namespace of this name can be granted by itself. */
  String EVERY = "*";

  boolean reach(String namespace);

  record All() implements NamespaceGrant {
    @Override
    public boolean reach(String namespace) {
      return true;
    }
  }

  record Some(Set<String> namespaces) implements NamespaceGrant {
    public Some {
      namespaces = Set.copyOf(namespaces);
    }

    @Override
    public boolean reach(String namespace) {
      return namespaces.contains(namespace);
    }
  }

  /** What a claim says; anything but a text or an array of texts grants nothing. */
  static NamespaceGrant of(@Nullable Object claim) {
    var named = claim instanceof Collection<?> several
        ? several.stream().flatMap(NamespaceGrant::named)
        : named(claim);
    var names = named.collect(Collectors.toSet());
    return names.contains(EVERY) ? new All() : new Some(names);
  }

  private static Stream<String> named(@Nullable Object item) {
    return switch (item) {
      case String name -> Stream.of(name);
      case JsonString name -> Stream.of(name.getString());
      case null, default -> Stream.empty();
    };
  }
}
