package dev.purereducer.action;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Encodes actions in plain JSON, the format of {@link ActionDecoder}. */
public final class ActionEncoder {
  private ActionEncoder() {}

  /** The JSON of an action, including its workflow key and action id. */
  public static byte[] encode(ActionCommand command) {
    var out = new ByteArrayOutputStream(command.payloadBytes() + 256);
    try (var to = JsonText.generator(out)) {
      to.writeStartObject();
      to.writeStringField("workflow_key", command.workflowKey());
      to.writeStringField("action_id", command.actionId());
      to.writeStringField("reducer", command.reducer());
      if (command.type() != null) {
        to.writeStringField("type", command.type());
      }
      if (command.epoch() != null) {
        to.writeNumberField("epoch", command.epoch());
      }
      if (command.leaseId() != null) {
        to.writeStringField("lease_id", command.leaseId());
      }
      if (command.correlationId() != null) {
        to.writeStringField("correlation_id", command.correlationId());
      }
      if (command.expectedVersion() != null) {
        to.writeFieldName("expected_version");
        JsonText.write(to, command.expectedVersion().json());
      }
      to.writeFieldName("payload");
      JsonText.write(to, command.payload());
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
