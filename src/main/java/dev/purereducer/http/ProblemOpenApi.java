package dev.purereducer.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The OpenAPI schema of problems; {@link Problem} is what is written. */
@OpenAPIDefinition(
    info = @Info(title = "Pure Reducer", version = "v1"),
    components =
        @Components(
            responses =
                @APIResponse(
                    name = ProblemOpenApi.RESPONSE,
                    description = "the reason for the failure",
                    content =
                        @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = ProblemOpenApi.class)))))
@Schema(name = "Problem", description = "RFC 9457")
public record ProblemOpenApi(
    @Schema(description = "identifies the type of the problem; never renamed")
    String type,

    String title,
    int status,
    @Schema(description = "an explanation for people") String detail,

    @Schema(description = "the rejection code of the reducer") @Nullable
    String code,

    @JsonProperty("workflow_key") @Nullable String workflowKey,
    @JsonProperty("action_id") @Nullable String actionId,
    @JsonProperty("correlation_id") @Nullable String correlationId,

    @Schema(description = "the current version of the workflow") @Nullable
    Long version) {
  /** The name of the shared response, to be referred to by resources. */
  public static final String RESPONSE = "Problem";
}
