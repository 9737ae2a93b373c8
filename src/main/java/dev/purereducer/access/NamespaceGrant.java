package dev.purereducer.access;

import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The namespaces that a caller may access. */
sealed interface NamespaceGrant {
  /** The claim value that grants every namespace; a namespace of this name cannot be granted. */
  String EVERY = "*";

  NamespaceGrant NONE = new Some(Set.of());

  boolean includes(String namespace);

  record All() implements NamespaceGrant {
    @Override
    public boolean includes(String namespace) {
      return true;
    }
  }

  record Some(Set<String> namespaces) implements NamespaceGrant {
    public Some {
      namespaces = Set.copyOf(namespaces);
    }

    @Override
    public boolean includes(String namespace) {
      return namespaces.contains(namespace);
    }
  }

  /** The grant of a token's claim; anything but a string or an array of strings grants nothing. */
  static NamespaceGrant of(@Nullable Object claim) {
    var strings = claim instanceof Collection<?> items
        ? items.stream().flatMap(NamespaceGrant::strings)
        : strings(claim);
    var names = strings.collect(Collectors.toSet());
    return names.contains(EVERY) ? new All() : new Some(names);
  }

  private static Stream<String> strings(@Nullable Object value) {
    return switch (value) {
      case String name -> Stream.of(name);
      case JsonString name -> Stream.of(name.getString());
      case null, default -> Stream.empty();
    };
  }
}
