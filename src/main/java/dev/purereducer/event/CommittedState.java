package dev.purereducer.event;

import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import java.time.Instant;
import java.util.List;

/**
 * A committed state, as read models are built from it: decoded from a {@code StateCommitted} event,
 * or read from the canonical store.
 *
 * @param lastActionText id, type and correlation id of the last action, as JSON text
 */
public record CommittedState(
    String workflowKey,
    String reducer,
    int reducerVersion,
    long version,
    int schemaVersion,
    Json state,
    String lastActionText,
    Instant committedAt) {
  private static final List<String> OPTIONAL_ACTION_MEMBERS = List.of("type", "correlation_id");

  /**
   * Decodes the JSON of a {@link StateCommitted} event. Throws {@link InvalidJsonException} or
   * DateTimeParseException for any other text.
   */
  public static CommittedState parse(byte[] utf8) {
    if (!(JsonText.parseTrusted(utf8) instanceof Json.Obj event)) {
      throw new InvalidJsonException("a StateCommitted event must be a JSON object");
    }
    return new CommittedState(
        text(event, "workflow_key"),
        text(event, "reducer"),
        (int) number(event, "reducer_version"),
        number(event, "version"),
        (int) number(event, "schema_version"),
        member(event, "state", Json.class),
        JsonText.text(summary(last(member(event, "actions", Json.Arr.class)))),
        Instant.parse(text(event, "committed_at")));
  }

  private static Json.Obj last(Json.Arr actions) {
    if (actions.items().isEmpty() || !(actions.items().getLast() instanceof Json.Obj action)) {
      throw new InvalidJsonException("a StateCommitted event must have actions");
    }
    return action;
  }

  private static Json summary(Json.Obj action) {
    var summary = Json.EMPTY.with("action_id", Json.of(text(action, "action_id")));
    for (var name : OPTIONAL_ACTION_MEMBERS) {
      var value = action.text(name);
      if (value != null) {
        summary = summary.with(name, Json.of(value));
      }
    }
    return summary;
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
      throw new InvalidJsonException("a StateCommitted event must have a valid " + name);
    }
    return type.cast(value);
  }
}
