package dev.purereducer.project;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.purereducer.json.BadJson;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What the read model takes of a {@code StateCommitted} event. An event of a busy workflow is mostly
 * actions, of which all but the last are skipped.
 *
 * @param lastAction as read models show it
 */
public record CommittedState(
    String workflowKey,
    String reducer,
    long version,
    int schemaVersion,
    Json state,
    Json lastAction,
    Instant committedAt) {

  private static final String ACTIONS = "actions";
  private static final List<String> SHOWN_IF_GIVEN = List.of("type", "correlation_id");

  /** Throws {@link BadJson}, or DateTimeParseException, when it is something else. */
  public static CommittedState parse(byte[] utf8) {
    var event = JsonText.parseObject(
        utf8,
        (name, parser) -> name.equals(ACTIONS) ? lastItem(utf8, parser) : JsonText.read(parser));
    return new CommittedState(
        text(event, "workflow_key"),
        text(event, "reducer"),
        number(event, "version"),
        (int) number(event, "schema_version"),
        member(event, "state", Json.class),
        shown(member(event, ACTIONS, Json.Obj.class)),
        Instant.parse(text(event, "committed_at")));
  }

  /** Null of JSON when it is no array, or an empty one. */
  private static Json lastItem(byte[] utf8, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return Json.Null.NULL;
    }
    int from = 0;
    int to = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      from = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      to = (int) parser.currentLocation().getByteOffset();
    }
    return from == to ? Json.Null.NULL : JsonText.parse(Arrays.copyOfRange(utf8, from, to));
  }

  private static Json shown(Json.Obj action) {
    var shown = Json.EMPTY.with("action_id", Json.of(text(action, "action_id")));
    for (var name : SHOWN_IF_GIVEN) {
      var value = action.text(name);
      if (value != null) {
        shown = shown.with(name, Json.of(value));
      }
    }
    return shown;
  }

  private static String text(Json.Obj object, String name) {
    return member(object, name, Json.Str.class).value();
  }

  private static long number(Json.Obj object, String name) {
    return member(object, name, Json.Int.class).value();
  }

  private static <T extends Json> T member(Json.Obj object, String name, Class<T> type) {
    var value = object.get(name);
    if (!type.isInstance(value)) {
      throw new BadJson("a StateCommitted event lacks its " + name);
    }
    return type.cast(value);
  }
}
