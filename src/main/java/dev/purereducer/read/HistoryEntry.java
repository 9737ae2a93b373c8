package dev.purereducer.read;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A committed action. The texts are JSON; {@code chain} is in hex. */
record HistoryEntry(
    long version,
    String actionId,
    String actionText,
    @Nullable String intentsText,
    String chain,
    Instant committedAt) {

  void writeTo(JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeNumberField("version", version);
    to.writeStringField("action_id", actionId);
    to.writeFieldName("action");
    to.writeRawValue(actionText);
    to.writeFieldName("intents");
    to.writeRawValue(intentsText == null ? "[]" : intentsText);
    to.writeStringField("chain", chain);
    to.writeStringField("committed_at", committedAt.toString());
    to.writeEndObject();
  }
}
