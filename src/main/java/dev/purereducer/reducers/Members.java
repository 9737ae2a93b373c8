package dev.purereducer.reducers;

import dev.purereducer.reduce.Json;

/** Reads the members of an encoded state. What a codec wrote is there; anything else is a bug. */
final class Members {
  /** What a payload is refused with that is not of the shape its reducer takes. */
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
      throw new IllegalArgumentException("an encoded state lacks its " + name);
    }
    return value;
  }

  private static <T extends Json> T as(Class<T> type, Json json) {
    if (!type.isInstance(json)) {
      throw new IllegalArgumentException(
          "an encoded state has no " + type.getSimpleName() + " where one belongs");
    }
    return type.cast(json);
  }
}
