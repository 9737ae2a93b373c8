package dev.purereducer.http;

import dev.purereducer.http.QueryParams.NumberRange;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request body: a JSON object with known members. Anything else is a {@code bad-request}. */
public record JsonRequestBody(Json.Obj body) {
  /** The parsed body; an absent body is an empty object. */
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
      throw QueryParams.badRequest("the body is not valid: " + e.getMessage());
    }
    throw QueryParams.badRequest(
        "the body must be a JSON object with these members only: " + String.join(", ", known));
  }

  /** An object member; an absent one is empty. */
  public Json.Obj object(String name) {
    return switch (body.get(name)) {
      case null -> Json.EMPTY;
      case Json.Obj object -> object;
      case Json _ -> throw QueryParams.badRequest(name + " must be an object");
    };
  }

  /** A string member; null if absent. */
  @Nullable
  public String text(String name) {
    return switch (body.get(name)) {
      case null -> null;
      case Json.Str(var text) -> text;
      case Json _ -> throw QueryParams.badRequest(name + " must be a string");
    };
  }

  /** A whole-number member within the range, or the default if absent. */
  public long number(String name, NumberRange range, long defaultValue) {
    return switch (body.get(name)) {
      case null -> defaultValue;
      case Json.Int(var number) when range.contains(number) -> number;
      case Json _ -> throw QueryParams.badRequest(range.requirement(name));
    };
  }
}
