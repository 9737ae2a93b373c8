package dev.purereducer.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.purereducer.deadletter.DeadLetter.Content;
import dev.purereducer.deadletter.DeadLetter.WithContent;
import dev.purereducer.deadletter.DeadLetterStore.RecordedAttempt;
import dev.purereducer.http.Page;
import dev.purereducer.json.JsonText;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Response bodies of the dead-letter resources, in JSON and in {@code /q/openapi}. */
final class DeadLetterResponses {
  private DeadLetterResponses() {}

  @Schema(name = "DeadLetterPage")
  record DeadLetterPage(
      List<DeadLetterResponse> items,

      @Schema(description = "value of after for the next page; null at the end") @Nullable
      Long next) {
    /** Leaves out the contents, which may be large. */
    static DeadLetterPage of(Page<DeadLetter> page) {
      return new DeadLetterPage(
          page.items().stream()
              .map(deadLetter -> DeadLetterResponse.of(deadLetter, ContentResponse.NONE, null))
              .toList(),
          page.more() ? page.items().getLast().id() : null);
    }
  }

  @Schema(name = "DeadLetter")
  record DeadLetterResponse(
      long id,

      @Schema(enumeration = {"open", "redriven"}) String state,

      @JsonProperty("workflow_key") @Nullable String workflowKey,

      @Schema(description = "null if the record could not be decoded, until it is redriven")
      @JsonProperty("action_id")
      @Nullable
      String actionId,

      @Schema(
          description =
              "gave-up, a problem type such as malformed-action, or a reducer's rejection code")
      String reason,

      String detail,
      int attempts,
      @Schema(format = "date-time") String at,

      @Schema(format = "date-time")
      @JsonProperty("redriven_at")
      @JsonInclude(Include.NON_NULL)
      @Nullable
      String redrivenAt,

      @JsonInclude(Include.NON_NULL) @Nullable SourceResponse source,

      @Schema(type = SchemaType.OBJECT, description = "the action; not in lists")
      @JsonRawValue
      @JsonInclude(Include.NON_NULL)
      @Nullable
      String action,

      @Schema(description = "in place of action if the record could not be decoded; not in lists")
      @JsonInclude(Include.NON_NULL)
      @Nullable
      RecordResponse record,

      @Schema(description = "in place of action if the stored action cannot be read; not in lists")
      @JsonProperty("action_text")
      @JsonInclude(Include.NON_NULL)
      @Nullable
      String actionText,

      @Schema(description = "newest first; not in lists") @JsonInclude(Include.NON_NULL) @Nullable
      List<AttemptResponse> redrives) {
    static DeadLetterResponse of(WithContent stored, List<RecordedAttempt> attempts) {
      var redrives = attempts.stream().map(AttemptResponse::of).toList();
      var deadLetter = stored.deadLetter();
      return of(deadLetter, ContentResponse.of(stored), redrives);
    }

    private static DeadLetterResponse of(
        DeadLetter deadLetter, ContentResponse content, @Nullable List<AttemptResponse> redrives) {
      var source = deadLetter.source();
      return new DeadLetterResponse(
          deadLetter.id(),
          DeadLetterResponses.state(deadLetter.isOpen()),
          deadLetter.workflowKey(),
          deadLetter.actionId(),
          deadLetter.reason(),
          deadLetter.detail(),
          deadLetter.attempts(),
          deadLetter.at().toString(),
          deadLetter.redrivenAt() == null ? null : deadLetter.redrivenAt().toString(),
          source == null
              ? null
              : new SourceResponse(source.topic(), source.partition(), source.offset()),
          content.action(),
          content.record(),
          content.actionText(),
          redrives);
    }
  }

  /** One of the three forms of a dead letter's content, or none in lists. */
  private record ContentResponse(
      @Nullable String action,
      @Nullable RecordResponse record,
      @Nullable String actionText) {
    static final ContentResponse NONE = new ContentResponse(null, null, null);

    static ContentResponse of(WithContent stored) {
      return switch (stored.content()) {
        case Content.OfAction(var action) ->
          new ContentResponse(
              JsonText.text(DeadLetterActions.sendable(stored.deadLetter(), action)), null, null);
        case Content.OfRecord record -> new ContentResponse(null, RecordResponse.of(record), null);
        case Content.OfUnreadable(var text) -> new ContentResponse(null, null, text);
      };
    }
  }

  @Schema(name = "DeadLetterSource")
  record SourceResponse(String topic, int partition, long offset) {}

  @Schema(name = "DeadLetterRecord")
  record RecordResponse(
      @JsonProperty("key_base64") @Nullable String keyBase64,
      @JsonProperty("value_base64") @Nullable String valueBase64,
      Map<String, String> headers) {
    static RecordResponse of(Content.OfRecord record) {
      return new RecordResponse(base64(record.key()), base64(record.value()), record.headers());
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
      return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
  }

  @Schema(name = "RedriveAttempt")
  record AttemptResponse(
      @Schema(description = "the operator") String by,
      @Schema(format = "date-time") String at,

      @Schema(description = "committed, duplicate, or the code of the refusal; null while unknown")
      @Nullable
      String outcome,

      @Nullable Long version,

      @Schema(type = SchemaType.OBJECT, description = "the members that were replaced")
      @JsonRawValue
      @JsonInclude(Include.NON_NULL)
      @Nullable
      String repair) {
    static AttemptResponse of(RecordedAttempt attempt) {
      return new AttemptResponse(
          attempt.operator(),
          attempt.at().toString(),
          attempt.outcome(),
          attempt.version(),
          attempt.repairText());
    }
  }

  static String state(boolean open) {
    return open ? "open" : "redriven";
  }
}
