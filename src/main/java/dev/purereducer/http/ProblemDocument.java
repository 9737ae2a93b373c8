package dev.purereducer.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** A problem as {@code /q/openapi} shows it; {@link Problem} is what is written. */
@OpenAPIDefinition(
    info = @Info(title = "Pure Reducer", version = "v1"),
    components =
        @Components(
            responses =
                @APIResponse(
                    name = ProblemDocument.RESPONSE,
                    description = "why it was not done",
                    content =
                        @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = ProblemDocument.class)))))
@Schema(name = "Problem", description = "RFC 9457")
public record ProblemDocument(
    @Schema(description = "tells the kinds apart; never renamed")
    String type,

    String title,
    int status,
    @Schema(description = "what to do about it, for people") String detail,

    @Schema(description = "why a reducer rejected an action") @Nullable
    String code,

    @JsonProperty("workflow_key") @Nullable String workflowKey,
    @JsonProperty("action_id") @Nullable String actionId,
    @JsonProperty("correlation_id") @Nullable String correlationId,

    @Schema(description = "the workflow's current version") @Nullable
    Long version) {
  /** What resources name as the response of their refusals. */
  public static final String RESPONSE = "Problem";
}
