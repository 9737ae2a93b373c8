package dev.purereducer.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Dead letters for {@code /q/openapi}; nothing is read or written by it. */
final class DeadLetterOpenApi {
  static final String LIST = """
      Actions that gave up, and everything the Kafka entrance has set aside, without what is in \
      them. Letters of the dead-letter topic come here a moment after they are written there.""";

  static final String ONE = """
      With its action as it could be sent, or, when it could not be read as one, with the record it \
      came as. value_base64 is null when there was no value, or one too large for the table: then \
      it is on the topic only.""";

  static final String REDRIVE = """
      Sends the action through the commit path again, under its own id, and answers as the action \
      itself would be answered. Committed, or found to be committed already (with the header \
      Idempotency-Replayed), the letter is closed. Refused, it stays open and can be redriven \
      again. Each attempt is put on record with who made it.""";

  static final String BULK = """
      The letters of one workflow are tried one after another, in the order they were set aside; \
      once one could not be tried, or gave up again, the later ones of its workflow are held back. \
      At most limit letters; go on with after = next as long as there is one.""";

  private DeadLetterOpenApi() {}

  @Schema(name = "DeadLetter")
  record DeadLetterSchema(
      long id,

      @Schema(enumeration = {"open", "redriven"}) String state,

      @JsonProperty("workflow_key") @Nullable String workflowKey,

      @Schema(description = "null until it is redriven, when it could not be read as an action")
      @JsonProperty("action_id")
      @Nullable
      String actionId,

      @Schema(
          description =
              "gave-up, the kind of a problem such as malformed-action, or what a reducer says")
      String reason,

      String detail,
      int attempts,
      @Schema(format = "date-time") String at,

      @Schema(format = "date-time") @JsonProperty("redriven_at") @Nullable
      String redrivenAt,

      @Nullable PlaceDocument source,

      @Schema(description = "not in lists") @Nullable Object action,

      @Schema(description = "instead of action; not in lists") @Nullable
      RecordDocument record,

      @Schema(description = "the newest first; not in lists") @Nullable
      List<AttemptDocument> redrives) {}

  @Schema(name = "DeadLetterPage")
  record PageDocument(
      List<DeadLetterSchema> items,

      @Schema(description = "to go on after; null at the end") @Nullable
      Long next) {}

  @Schema(name = "Place")
  record PlaceDocument(String topic, int partition, long offset) {}

  @Schema(name = "DeadLetterRecord")
  record RecordDocument(
      @JsonProperty("key_base64") @Nullable String keyBase64,
      @JsonProperty("value_base64") @Nullable String valueBase64,
      Map<String, String> headers) {}

  @Schema(name = "RedriveAttempt")
  record AttemptDocument(
      @Schema(description = "who made it") String by,
      @Schema(format = "date-time") String at,

      @Schema(description = "committed, duplicate, or why it was refused; null while unknown")
      @Nullable
      String outcome,

      @Nullable Long version,
      @Schema(description = "what was replaced") @Nullable Object repair) {}

  @Schema(name = "Redrive")
  record RepairDocument(
      @Schema(
          description = "members of the action to replace, such as payload, or expected_version"
              + " with null to demand no version any more")
      @Nullable
      Object repair) {}

  @Schema(name = "BulkRedrive", description = "workflow_key, or reason, or both")
  record BulkDocument(
      @JsonProperty("workflow_key") @Nullable String workflowKey,
      @Nullable String reason,

      @Schema(description = "the id after which to begin") @Nullable
      Long after,

      @Schema(minimum = "1", maximum = "1000", defaultValue = "200") @Nullable
      Integer limit) {}

  @Schema(name = "BulkRedriveSummary")
  record SummaryDocument(
      int tried,
      int closed,
      List<DoneDocument> items,

      @Schema(description = "to go on after; null at the end") @Nullable
      Long next) {}

  @Schema(name = "RedrivenLetter")
  record DoneDocument(
      long id,
      @JsonProperty("workflow_key") @Nullable String workflowKey,

      @Schema(description = "committed, duplicate, held-back, or why it was refused")
      String outcome,

      @Nullable Long version) {}
}
