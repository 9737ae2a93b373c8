package dev.purereducer.commit;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The origin of a state: its last action, and the newest epoch that was ever committed. */
record Provenance(
    String actionId,
    @Nullable String type,
    @Nullable String correlationId,
    @Nullable Long epoch,
    @Nullable String leaseId) {

  static final Provenance NONE = new Provenance("", null, null, null, null);

  /** The provenance after {@code last}; an action without an epoch keeps the epoch. */
  Provenance then(ActionCommand last) {
    boolean fenced = last.epoch() != null;
    return new Provenance(
        last.actionId(),
        last.type(),
        last.correlationId(),
        fenced ? last.epoch() : epoch,
        fenced ? last.leaseId() : leaseId);
  }

  String text() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("action_id", Json.of(actionId));
    putText(members, "type", type);
    putText(members, "correlation_id", correlationId);
    if (epoch != null) {
      members.put("epoch", Json.of(epoch));
    }
    putText(members, "lease_id", leaseId);
    return JsonText.text(new Json.Obj(members));
  }

  static Provenance parse(String text) {
    if (!(JsonText.parse(text) instanceof Json.Obj json)) {
      throw new IllegalStateException("the provenance of a state is not a JSON object");
    }
    var actionId = json.text("action_id");
    return new Provenance(
        actionId == null ? "" : actionId,
        json.text("type"),
        json.text("correlation_id"),
        json.get("epoch") instanceof Json.Int(long epoch) ? epoch : null,
        json.text("lease_id"));
  }

  private static void putText(Map<String, Json> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, Json.of(value));
    }
  }
}
