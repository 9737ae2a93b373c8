package dev.purereducer.http;

import dev.purereducer.http.QueryParams.NumberRange;
import dev.purereducer.json.InvalidJsonException;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request: a JSON object of known members. What does not fit is a bad request. */
public record JsonRequestBody(Json.Obj body) {
  /** No body is an empty object. */
  public static JsonRequestBody of(byte @Nullable [] body, Set<String> known) {
    if (body == null || body.length == 0) {
      return new JsonRequestBody(Json.EMPTY);
    }
    try {
      if (JsonText.parse(body) instanceof Json.Obj object
          && known.containsAll(object.members().keySet())) {
        return new JsonRequestBody(object);
      }
    } catch (InvalidJsonException e) {
      throw QueryParams.badRequest("the body can not be read: " + e.getMessage());
    }
    throw QueryParams.badRequest(
        "the body must be a JSON object with no other members than " + String.join(", ", known));
  }

  /** An empty object when it is absent. */
  public Json.Obj object(String name) {
    return switch (body.get(name)) {
      case null -> Json.EMPTY;
      case Json.Obj object -> object;
      case Json _ -> throw QueryParams.badRequest(name + " must be an object");
    };
  }

  @Nullable
  public String text(String name) {
    return switch (body.get(name)) {
      case null -> null;
      case Json.Str(var text) -> text;
      case Json _ -> throw QueryParams.badRequest(name + " must be a string");
    };
  }

  public long number(String name, NumberRange bounds, long absent) {
    return switch (body.get(name)) {
      case null -> absent;
      case Json.Int(var number) when number >= bounds.min() && number <= bounds.max() -> number;
      case Json _ ->
        throw QueryParams.badRequest(
            name + " must be a whole number from " + bounds.min() + " to " + bounds.max());
    };
  }
}
