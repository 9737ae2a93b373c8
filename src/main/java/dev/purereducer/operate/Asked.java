package dev.purereducer.operate;

import dev.purereducer.json.BadJson;
import dev.purereducer.json.JsonText;
import dev.purereducer.read.Queries;
import dev.purereducer.read.Queries.Bounds;
import dev.purereducer.reduce.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request: a JSON object of known members. What does not fit is a bad request. */
record Asked(Json.Obj body) {
  /** No body is an empty object. */
  static Asked of(byte @Nullable [] body, Set<String> known) {
    if (body == null || body.length == 0) {
      return new Asked(Json.EMPTY);
    }
    try {
      if (JsonText.parse(body) instanceof Json.Obj object
          && known.containsAll(object.members().keySet())) {
        return new Asked(object);
      }
    } catch (BadJson e) {
      throw Queries.bad("the body can not be read: " + e.getMessage());
    }
    throw Queries.bad(
        "the body must be a JSON object with no other members than " + String.join(", ", known));
  }

  /** An empty object when it is absent. */
  Json.Obj object(String name) {
    return switch (body.get(name)) {
      case null -> Json.EMPTY;
      case Json.Obj object -> object;
      case Json _ -> throw Queries.bad(name + " must be an object");
    };
  }

  @Nullable
  String text(String name) {
    return switch (body.get(name)) {
      case null -> null;
      case Json.Str(var text) -> text;
      case Json _ -> throw Queries.bad(name + " must be a string");
    };
  }

  long number(String name, Bounds bounds, long absent) {
    return switch (body.get(name)) {
      case null -> absent;
      case Json.Int(var number) when number >= bounds.min() && number <= bounds.max() -> number;
      case Json _ ->
        throw Queries.bad(
            name + " must be a whole number from " + bounds.min() + " to " + bounds.max());
    };
  }
}
