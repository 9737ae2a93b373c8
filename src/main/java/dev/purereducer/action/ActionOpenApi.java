package dev.purereducer.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.purereducer.http.ProblemDocument;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the entrances take and give, for {@code /q/openapi}; nothing is read or written by it. */
final class ActionOpenApi {
  static final String POST = """
      Answers once the outcome is durable. Sending the same action_id again repeats the first \
      answer, with the header Idempotency-Replayed, and changes nothing; another payload under the \
      same action_id is refused. A refusal is a problem with a type to tell it by.""";

  static final String BULK = """
      The actions of one workflow are committed in their order. A bad action does not stop the \
      others: its outcome has status and problem instead of outcome and version.""";

  private ActionOpenApi() {}

  @Schema(name = "Action")
  record ActionDocument(
      @Schema(description = "unique within its workflow; made by the service when absent")
      @JsonProperty("action_id")
      @Nullable
      String actionId,

      @Schema(required = true, example = "counter") String reducer,

      @Schema(description = "what the caller calls it") @Nullable
      String type,

      @Schema(description = "fencing token: stale when lower than a committed one", minimum = "0")
      @Nullable
      Long epoch,

      @Schema(description = "who holds the epoch") @JsonProperty("lease_id") @Nullable
      String leaseId,

      @JsonProperty("correlation_id") @Nullable String correlationId,

      @Schema(description = "the version that must be found; 0 for a new workflow", minimum = "0")
      @JsonProperty("expected_version")
      @Nullable
      Long expectedVersion,

      @Schema(required = true, description = "what the reducer gets: any JSON")
      Object payload) {}

  @Schema(name = "BulkAction", description = "An Action that also names its workflow_key")
  record BulkActionDocument(
      @Schema(required = true, example = "orders:4711") @JsonProperty("workflow_key")
      String workflowKey,

      @JsonProperty("action_id") @Nullable String actionId,
      @Schema(required = true, example = "counter") String reducer,
      @JsonProperty("expected_version") @Nullable Long expectedVersion,
      @Schema(required = true) Object payload) {}

  @Schema(name = "CommittedAction")
  record CommittedDocument(
      @Schema(example = "committed") String outcome,
      @JsonProperty("workflow_key") String workflowKey,
      @JsonProperty("action_id") String actionId,
      @Schema(description = "the action's own") long version,
      int attempts,

      @Schema(description = "with Prefer: return=representation") @Nullable
      Object state) {}

  @Schema(name = "ActionOutcome")
  record OutcomeDocument(
      @Schema(description = "its place in the request; in bulk only") @Nullable
      Long index,

      @Schema(description = "what a single POST would have got; in bulk only") @Nullable
      Integer status,

      @Nullable String outcome,
      @Nullable Boolean replayed,
      @JsonProperty("workflow_key") @Nullable String workflowKey,
      @JsonProperty("action_id") @Nullable String actionId,
      @Nullable Long version,
      @Nullable Integer attempts,
      @Nullable ProblemDocument problem) {}
}
