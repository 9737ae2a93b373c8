package dev.purereducer.read;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A read model. The texts are JSON, and are sent as they are. */
record WorkflowView(
    String workflowKey,
    long version,
    String reducer,
    String namespace,
    @Nullable String tag,
    String lastActionText,
    String indicesText,
    String extrasText,
    Instant updatedAt) {

  void writeTo(JsonGenerator to) throws IOException {
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
