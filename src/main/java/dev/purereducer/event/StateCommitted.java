package dev.purereducer.event;

import dev.purereducer.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One commit of one workflow: versions {@code previousVersion} (exclusive) to {@code version}.
 *
 * @param stateText the state at {@code version}, as JSON text
 * @param actions the actions that made it, one a version, in order
 * @param chain the head of the history's hash chain at {@code version}, in hex
 */
public record StateCommitted(
    String workflowKey,
    String reducer,
    long previousVersion,
    long version,
    int schemaVersion,
    String stateText,
    List<CommittedAction> actions,
    String chain,
    Instant committedAt) {

  /** An action as the event names it; {@code type} is what the caller called it, if anything. */
  public record CommittedAction(
      long version,
      String actionId,
      @Nullable String correlationId,
      @Nullable String type) {}

  public String eventId() {
    return workflowKey + "@" + version;
  }

  public byte[] bytes() {
    var out = new ByteArrayOutputStream(256 + stateText.length() + 96 * actions.size());
    try (var to = JsonText.generator(out)) {
      to.writeStartObject();
      to.writeStringField("workflow_key", workflowKey);
      to.writeStringField("reducer", reducer);
      to.writeNumberField("previous_version", previousVersion);
      to.writeNumberField("version", version);
      to.writeNumberField("schema_version", schemaVersion);
      to.writeFieldName("state");
      to.writeRawValue(stateText);
      to.writeArrayFieldStart("actions");
      for (var action : actions) {
        to.writeStartObject();
        to.writeNumberField("version", action.version);
        to.writeStringField("action_id", action.actionId);
        if (action.correlationId != null) {
          to.writeStringField("correlation_id", action.correlationId);
        }
        if (action.type != null) {
          to.writeStringField("type", action.type);
        }
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeStringField("chain", chain);
      to.writeStringField("committed_at", committedAt.toString());
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
