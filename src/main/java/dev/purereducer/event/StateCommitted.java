package dev.purereducer.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.event.OutboxEvent.EventJson;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One commit of one workflow: versions {@code previousVersion} (exclusive) to {@code version}.
 *
 * @param stateText the state at {@code version}, as JSON text
 * @param actions the actions of the commit, one per version, in order
 * @param chain the head of the history's hash chain at {@code version}, in hex
 */
public record StateCommitted(
    String workflowKey,
    String reducer,
    int reducerVersion,
    long previousVersion,
    long version,
    int schemaVersion,
    String stateText,
    List<CommittedAction> actions,
    String chain,
    Instant committedAt) {
  /** An action of the commit; {@code type} is the caller's name for the kind of action. */
  public record CommittedAction(
      long version,
      String actionId,
      @Nullable String correlationId,
      @Nullable String type) {}

  public String eventId() {
    return workflowKey + "@" + version;
  }

  /** The event's JSON. */
  public byte[] bytes() {
    return EventJson.bytes(256 + stateText.length() + 96 * actions.size(), this::writeMembers);
  }

  private void writeMembers(JsonGenerator json) throws IOException {
    json.writeStringField("workflow_key", workflowKey);
    json.writeStringField("reducer", reducer);
    json.writeNumberField("reducer_version", reducerVersion);
    json.writeNumberField("previous_version", previousVersion);
    json.writeNumberField("version", version);
    json.writeNumberField("schema_version", schemaVersion);
    json.writeFieldName("state");
    json.writeRawValue(stateText);
    json.writeArrayFieldStart("actions");
    for (var action : actions) {
      json.writeStartObject();
      json.writeNumberField("version", action.version);
      json.writeStringField("action_id", action.actionId);
      EventJson.writeOptional(json, "correlation_id", action.correlationId);
      EventJson.writeOptional(json, "type", action.type);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("chain", chain);
    json.writeStringField("committed_at", committedAt.toString());
  }
}
