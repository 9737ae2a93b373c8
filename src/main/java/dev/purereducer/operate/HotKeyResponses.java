package dev.purereducer.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.hotkey.HotKey;
import dev.purereducer.hotkey.HotKeyReport;
import dev.purereducer.http.JsonResponses;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;

/** Hot keys as JSON. */
final class HotKeyResponses {
  private HotKeyResponses() {}

  static Response list(HotKeyReport report, List<HotKey> keys) {
    return JsonResponses.ok(to -> {
          to.writeStartObject();
          to.writeNumberField("window_seconds", report.seconds());
          to.writeNumberField("actions", report.actions());
          to.writeNumberField("conflicts", report.conflicts());
          to.writeArrayFieldStart("items");
          for (var key : keys) {
            write(to, key, report);
          }
          to.writeEndArray();
          to.writeEndObject();
        })
        .build();
  }

  private static void write(JsonGenerator to, HotKey key, HotKeyReport report) throws IOException {
    to.writeStartObject();
    to.writeStringField("key", key.workflowKey());
    to.writeNumberField("share", report.share(key.actions().upperBound()));
    to.writeNumberField("share_error", report.share(key.actions().maxError()));
    to.writeNumberField("rate", key.rate());
    to.writeNumberField("actions", key.actions().upperBound());
    to.writeNumberField("conflicts", key.conflicts().upperBound());
    to.writeNumberField("conflicts_error", key.conflicts().maxError());
    to.writeEndObject();
  }
}
