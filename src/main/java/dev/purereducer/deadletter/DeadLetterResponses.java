package dev.purereducer.deadletter;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.deadletter.DeadLetter.Content;
import dev.purereducer.deadletter.DeadLetter.Opened;
import dev.purereducer.deadletter.DeadLetterStore.Attempt;
import dev.purereducer.deadletter.DeadLetterStore.DeadLetterFilter;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.Page;
import dev.purereducer.json.JsonText;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Letters as JSON. */
final class DeadLetterResponses {
  private DeadLetterResponses() {}

  /** Letters without what is in them, which may be large. */
  static Response page(Page<DeadLetter> page, DeadLetterFilter filter, int limit) {
    var next = page.more() ? page.items().getLast().id() : null;
    var response = JsonResponses.ok(to -> {
      to.writeStartObject();
      to.writeArrayFieldStart("items");
      for (var letter : page.items()) {
        to.writeStartObject();
        writeMembers(to, letter);
        to.writeEndObject();
      }
      to.writeEndArray();
      writeNumber(to, "next", next);
      to.writeEndObject();
    });
    if (next != null) {
      Map<String, @Nullable String> query = new LinkedHashMap<>();
      query.put("workflow_key", filter.workflowKey());
      query.put("reason", filter.reason());
      query.put("state", filter.open() == null ? null : state(filter.open()));
      query.put("after", Long.toString(next));
      query.put("limit", Integer.toString(limit));
      response.header(HttpHeaders.LINK, Page.nextLink("/v1/dead-letters", query));
    }
    return response.build();
  }

  static Response letter(Opened opened, List<Attempt> attempts) {
    return JsonResponses.ok(to -> {
          to.writeStartObject();
          writeMembers(to, opened.letter());
          writeContent(to, opened);
          to.writeArrayFieldStart("redrives");
          for (var attempt : attempts) {
            write(to, attempt);
          }
          to.writeEndArray();
          to.writeEndObject();
        })
        .build();
  }

  private static void writeMembers(JsonGenerator to, DeadLetter letter) throws IOException {
    to.writeNumberField("id", letter.id());
    to.writeStringField("state", state(letter.isOpen()));
    to.writeStringField("workflow_key", letter.workflowKey());
    to.writeStringField("action_id", letter.actionId());
    to.writeStringField("reason", letter.reason());
    to.writeStringField("detail", letter.detail());
    to.writeNumberField("attempts", letter.attempts());
    to.writeStringField("at", letter.at().toString());
    if (letter.redrivenAt() != null) {
      to.writeStringField("redriven_at", letter.redrivenAt().toString());
    }
    var source = letter.source();
    if (source != null) {
      to.writeObjectFieldStart("source");
      to.writeStringField("topic", source.topic());
      to.writeNumberField("partition", source.partition());
      to.writeNumberField("offset", source.offset());
      to.writeEndObject();
    }
  }

  private static void writeContent(JsonGenerator to, Opened opened) throws IOException {
    switch (opened.content()) {
      case Content.OfAction _ -> {
        to.writeFieldName("action");
        JsonText.write(to, DeadLetterActions.complete(opened));
      }
      case Content.OfRecord(var key, var value, var headers) -> {
        to.writeObjectFieldStart("record");
        to.writeStringField("key_base64", base64(key));
        to.writeStringField("value_base64", base64(value));
        to.writeObjectFieldStart("headers");
        for (var header : headers.entrySet()) {
          to.writeStringField(header.getKey(), header.getValue());
        }
        to.writeEndObject();
        to.writeEndObject();
      }
    }
  }

  private static void write(JsonGenerator to, Attempt attempt) throws IOException {
    to.writeStartObject();
    to.writeStringField("by", attempt.by());
    to.writeStringField("at", attempt.at().toString());
    to.writeStringField("outcome", attempt.outcome());
    writeNumber(to, "version", attempt.version());
    if (attempt.repairText() != null) {
      to.writeFieldName("repair");
      to.writeRawValue(attempt.repairText());
    }
    to.writeEndObject();
  }

  private static void writeNumber(JsonGenerator to, String name, @Nullable Long number)
      throws IOException {
    if (number == null) {
      to.writeNullField(name);
    } else {
      to.writeNumberField(name, number);
    }
  }

  private static @Nullable String base64(byte @Nullable [] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  private static String state(boolean open) {
    return open ? "open" : "redriven";
  }
}
