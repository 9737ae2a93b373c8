package dev.purereducer.history;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The read model of a workflow at one version. The texts are JSON. */
public record WorkflowView(
    String workflowKey,
    long version,
    String reducer,
    String namespace,
    @Nullable String tag,
    String lastActionText,
    String indicesText,
    String extrasText,
    Instant updatedAt) {

  public void writeTo(JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeStringField("workflow_key", workflowKey);
    to.writeNumberField("version", version);
    to.writeStringField("reducer", reducer);
    to.writeStringField("namespace", namespace);
    to.writeStringField("tag", tag);
    to.writeFieldName("last_action");
    to.writeRawValue(lastActionText);
    to.writeFieldName("indices");
    to.writeRawValue(indicesText);
    to.writeFieldName("extras");
    to.writeRawValue(extrasText);
    to.writeStringField("updated_at", updatedAt.toString());
    to.writeEndObject();
  }
}
