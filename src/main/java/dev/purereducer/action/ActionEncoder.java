package dev.purereducer.action;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Actions in plain JSON, as {@link ActionDecoder} reads them. */
public final class ActionEncoder {
  private ActionEncoder() {}

  /** Complete: with the workflow key and the action id inside. */
  public static byte[] encode(ActionCommand submission) {
    var out = new ByteArrayOutputStream(submission.payloadBytes() + 256);
    try (var to = JsonText.generator(out)) {
      to.writeStartObject();
      to.writeStringField("workflow_key", submission.workflowKey());
      to.writeStringField("action_id", submission.actionId());
      to.writeStringField("reducer", submission.reducer());
      if (submission.type() != null) {
        to.writeStringField("type", submission.type());
      }
      if (submission.epoch() != null) {
        to.writeNumberField("epoch", submission.epoch());
      }
      if (submission.leaseId() != null) {
        to.writeStringField("lease_id", submission.leaseId());
      }
      if (submission.correlationId() != null) {
        to.writeStringField("correlation_id", submission.correlationId());
      }
      if (submission.expectedVersion() != null) {
        to.writeNumberField("expected_version", submission.expectedVersion());
      }
      to.writeFieldName("payload");
      JsonText.write(to, submission.payload());
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
