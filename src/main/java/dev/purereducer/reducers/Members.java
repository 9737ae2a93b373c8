package dev.purereducer.reducers;

import dev.purereducer.reduce.Json;

/** Reads members of an encoded state. A missing member is a bug, because a codec wrote the state. */
final class Members {
  /** Rejection code of a payload with a wrong structure. */
  static final String BAD_PAYLOAD = "bad-payload";

  private Members() {}

  static Json.Obj object(Json json) {
    return as(Json.Obj.class, json);
  }

  static Json.Obj object(Json.Obj of, String name) {
    return as(Json.Obj.class, member(of, name));
  }

  static Json.Arr array(Json.Obj of, String name) {
    return as(Json.Arr.class, member(of, name));
  }

  static long number(Json.Obj of, String name) {
    return as(Json.Int.class, member(of, name)).value();
  }

  static String text(Json json) {
    return as(Json.Str.class, json).value();
  }

  private static Json member(Json.Obj of, String name) {
    var value = of.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the encoded state has no " + name);
    }
    return value;
  }

  private static <T extends Json> T as(Class<T> type, Json json) {
    if (!type.isInstance(json)) {
      throw new IllegalArgumentException("the encoded state has a "
          + json.getClass().getSimpleName() + " instead of a " + type.getSimpleName());
    }
    return type.cast(json);
  }
}
