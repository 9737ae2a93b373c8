package dev.purereducer.reducers;

import dev.purereducer.reduce.Json;
import java.util.LinkedHashMap;

/** JSON merge patch (RFC 7396, section 2). */
final class MergePatch {
  private MergePatch() {}

  static Json apply(Json target, Json patch) {
    return patch instanceof Json.Obj members
        ? merge(target instanceof Json.Obj object ? object : Json.EMPTY, members)
        : patch;
  }

  /** Applies a patch that is an object to an object; the result is an object. */
  static Json.Obj merge(Json.Obj target, Json.Obj patch) {
    var merged = new LinkedHashMap<>(target.members());
    patch.members().forEach((name, value) -> {
      if (value == Json.Null.NULL) {
        merged.remove(name);
      } else {
        merged.put(name, apply(merged.getOrDefault(name, Json.Null.NULL), value));
      }
    });
    return new Json.Obj(merged);
  }
}
