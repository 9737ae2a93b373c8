package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.MALFORMED_ACTION;

import dev.purereducer.commit.VersionCondition;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.reduce.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of an action's JSON. Only their types are checked. */
record ActionEnvelope(
    @Nullable String workflowKey,
    @Nullable String actionId,
    @Nullable String reducer,
    @Nullable String type,
    @Nullable Long epoch,
    @Nullable String leaseId,
    @Nullable String correlationId,
    @Nullable VersionCondition expectedVersion,
    @Nullable Json payload) {

  private static final Set<String> MEMBERS = Set.of(
      "workflow_key",
      "action_id",
      "reducer",
      "type",
      "epoch",
      "lease_id",
      "correlation_id",
      "expected_version",
      "payload");

  /** Throws a problem if the JSON is not an object, or a member is unknown or of a wrong type. */
  static ActionEnvelope of(Json json) {
    if (!(json instanceof Json.Obj object)) {
      throw malformed("an action must be a JSON object");
    }
    if (!MEMBERS.containsAll(object.members().keySet())) {
      throw malformed("the action has an unknown member; known are workflow_key, action_id,"
          + " reducer, type, epoch, lease_id, correlation_id, expected_version and payload");
    }
    return new ActionEnvelope(
        text(object, "workflow_key"),
        text(object, "action_id"),
        text(object, "reducer"),
        text(object, "type"),
        wholeNumber(object, "epoch"),
        text(object, "lease_id"),
        text(object, "correlation_id"),
        expectedVersion(object),
        object.get("payload"));
  }

  /** A string member; null if it is absent or null. */
  static @Nullable String text(Json.Obj object, String name) {
    return switch (object.get(name)) {
      case null -> null;
      case Json.Null _ -> null;
      case Json.Str(var value) -> value;
      case Json.Bool _, Json.Int _, Json.Dec _, Json.Arr _, Json.Obj _ ->
        throw malformed(name + " must be a string");
    };
  }

  /** A whole-number member, 0 or more; null if it is absent or null. */
  static @Nullable Long wholeNumber(Json.Obj object, String name) {
    return switch (object.get(name)) {
      case null -> null;
      case Json.Null _ -> null;
      case Json.Int(var value) when value >= 0 -> value;
      case Json.Bool _, Json.Int _, Json.Dec _, Json.Str _, Json.Arr _, Json.Obj _ ->
        throw malformed(name + " must be a whole number, 0 or more, of at most 63 bits");
    };
  }

  private static @Nullable VersionCondition expectedVersion(Json.Obj object) {
    return switch (object.get("expected_version")) {
      case null -> null;
      case Json.Null _ -> null;
      case Json json
      when VersionCondition.of(json) instanceof VersionCondition condition -> condition;
      case Json _ ->
        throw malformed("expected_version must be a whole number, 0 or more, of at most 63 bits,"
            + " or an object with arrays of such numbers, only and except");
    };
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(Problem.of(MALFORMED_ACTION, detail));
  }
}
