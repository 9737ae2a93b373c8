package dev.purereducer.deploy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of a YAML document; a missing node has no value and no children. */
record Tree(@Nullable Object value) {
  /** The node at a path of member names and item indexes. */
  Tree at(Object... path) {
    @Nullable Object node = value;
    for (var step : path) {
      node = switch (node) {
        case Map<?, ?> map -> map.get(step);
        case List<?> list
        when step instanceof Integer index && index < list.size() -> list.get(index);
        case null, default -> null;
      };
    }
    return new Tree(node);
  }

  String text() {
    return value == null ? "" : value.toString();
  }

  boolean exists() {
    return value != null;
  }

  List<Tree> items() {
    return value instanceof List<?> list
        ? list.stream().map(item -> new Tree(item)).toList()
        : List.of();
  }

  Map<?, ?> members() {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
