package dev.purereducer.projection;

import dev.purereducer.json.InvalidJsonException;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.time.Instant;
import java.util.List;

/**
 * What the read model takes of a {@code StateCommitted} event.
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

  private static final List<String> SHOWN_IF_GIVEN = List.of("type", "correlation_id");

  /** Throws {@link InvalidJsonException}, or DateTimeParseException, when it is something else. */
  public static CommittedState parse(byte[] utf8) {
    if (!(JsonText.parseTrusted(utf8) instanceof Json.Obj event)) {
      throw new InvalidJsonException("a StateCommitted event is a JSON object");
    }
    return new CommittedState(
        text(event, "workflow_key"),
        text(event, "reducer"),
        number(event, "version"),
        (int) number(event, "schema_version"),
        member(event, "state", Json.class),
        shown(last(member(event, "actions", Json.Arr.class))),
        Instant.parse(text(event, "committed_at")));
  }

  private static Json.Obj last(Json.Arr actions) {
    if (actions.items().isEmpty() || !(actions.items().getLast() instanceof Json.Obj action)) {
      throw new InvalidJsonException("a StateCommitted event lacks its actions");
    }
    return action;
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
      throw new InvalidJsonException("a StateCommitted event lacks its " + name);
    }
    return type.cast(value);
  }
}
