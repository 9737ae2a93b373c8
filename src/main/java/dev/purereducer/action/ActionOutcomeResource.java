package dev.purereducer.action;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.ActionOutcomeLookup;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.http.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The recorded outcome of an action. */
@Path("/v1/actions")
@RolesAllowed({CallerRoles.WRITER, CallerRoles.READER, CallerRoles.OPERATOR})
public class ActionOutcomeResource {
  private final CallerAccess access;
  private final ActionOutcomeLookup outcomes;
  private final ActionResponses responses;

  public ActionOutcomeResource(
      CallerAccess access, ActionOutcomeLookup outcomes, ActionResponses responses) {
    this.access = access;
    this.outcomes = outcomes;
    this.responses = responses;
  }

  @GET
  @Path("/{action_id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "getSettledAction", summary = "The recorded outcome of an action")
  @APIResponse(
      responseCode = "200",
      description = "committed, rejected or gave-up",
      content = @Content(schema = @Schema(implementation = ActionOpenApi.OutcomeDocument.class)))
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "401", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "403", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "404", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<RestResponse<byte[]>> get(
      @PathParam("action_id") String actionId,
      @QueryParam("workflow_key") @Nullable String workflowKey) {
    if (workflowKey == null) {
      throw new ProblemException(
          Problem.of(ProblemType.BAD_REQUEST, "the parameter workflow_key is required"));
    }
    access.caller().requireWorkflow(workflowKey);
    var action = new ActionRef(
        Identifiers.workflowKey(workflowKey),
        Identifiers.requireId("action_id", actionId),
        null,
        null);
    return ProblemException.toProblems(() -> outcomes.find(action.workflowKey(), action.actionId()))
        .map(found -> found
            .map(outcome -> responses.recordedOutcome(action, ActionReply.of(action, outcome)))
            .orElseThrow(() -> new ProblemException(Problem.of(
                ProblemType.NOT_SETTLED,
                "the action is still in progress, was never sent, or its outcome is no longer"
                    + " kept"))));
  }
}
