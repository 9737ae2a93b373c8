package dev.purereducer.action;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.HEADER;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.ActionOrigin.Entrance;
import dev.purereducer.commit.Outcome;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Endpoint for single actions. The response follows once the outcome is durable. */
@Path("/v1/workflows")
@RolesAllowed(CallerRoles.WRITER)
public class ActionResource {
  private final CallerAccess access;
  private final IngestRole role;
  private final ActionDecoder decoder;
  private final TracingLanes lanes;
  private final ReplayedStates replayedStates;
  private final ActionTopicProducer topic;
  private final ActionResponses responses;
  private final ActionMeters meters;

  public ActionResource(
      CallerAccess access,
      IngestRole role,
      ActionDecoder decoder,
      TracingLanes lanes,
      ReplayedStates replayedStates,
      ActionTopicProducer topic,
      ActionResponses responses,
      ActionMeters meters) {
    this.access = access;
    this.role = role;
    this.decoder = decoder;
    this.lanes = lanes;
    this.replayedStates = replayedStates;
    this.topic = topic;
    this.responses = responses;
    this.meters = meters;
  }

  @POST
  @Path("/{key}/actions")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "postAction",
      summary = "Send one action",
      description = ActionOpenApi.POST)
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ActionOpenApi.ActionDocument.class)))
  @Parameter(in = HEADER, name = "Idempotency-Key", description = "the action_id")
  @Parameter(
      in = HEADER,
      name = "If-Match",
      description = "entity tags with the allowed versions, or *")
  @Parameter(
      in = HEADER,
      name = "If-None-Match",
      description = "* requires a new workflow; tags are of versions that are not allowed")
  @Parameter(in = HEADER, name = "Prefer", description = "respond-async, return=representation")
  @APIResponse(
      responseCode = "200",
      description = "the outcome is durable",
      content = @Content(schema = @Schema(implementation = ActionOpenApi.CommittedDocument.class)))
  @APIResponse(
      responseCode = "202",
      description = "stored on the broker; Location has the outcome later")
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "401", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "403", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "409", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "412", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "413", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "422", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "429", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<RestResponse<byte[]>> post(
      @PathParam("key") String key, byte @Nullable [] body, @Context HttpServerRequest request) {
    long startNanos = System.nanoTime();
    try {
      var caller = access.caller();
      caller.requireWorkflow(key);
      role.requireRole();
      var headers = RequestHeaders.of(name -> header(request, name));
      var metadata = headers.metadata(key, new ActionOrigin(Entrance.REST, caller.name()));
      return switch (decoder.decode(body == null ? new byte[0] : body, metadata)) {
        case DecodedAction.Invalid invalid -> refused(invalid.problem());
        case DecodedAction.Valid(var command) ->
          headers.respondAsync() ? writeToTopic(command, startNanos) : commit(command, startNanos);
      };
    } catch (ProblemException e) {
      return refused(e.problem());
    }
  }

  /** A header, or its values joined by commas. Cheaper than JAX-RS, which copies all headers. */
  private static @Nullable String header(HttpServerRequest request, String name) {
    var values = request.headers().getAll(name);
    return values.isEmpty() ? null : String.join(",", values);
  }

  private Uni<RestResponse<byte[]>> refused(Problem problem) {
    meters.recordRefusal(Ingress.REST, problem.type());
    return Uni.createFrom().item(responses.of(ActionReply.ProblemReply.of(problem), null));
  }

  private Uni<RestResponse<byte[]>> commit(ActionCommand command, long startNanos) {
    var outcome = lanes.submit(Ingress.REST, command).onItemOrFailure();
    return command.wantsState()
        ? outcome
            .transform((item, failure) -> reply(command, item, failure, startNanos))
            .chain(replayedStates::addTo)
            .map(reply -> responses.of(reply, command))
        : outcome.transform(
            (item, failure) -> responses.of(reply(command, item, failure, startNanos), command));
  }

  private ActionReply reply(
      ActionCommand command,
      @Nullable Outcome outcome,
      @Nullable Throwable failure,
      long startNanos) {
    meters.recordResult(Ingress.REST, ActionResult.of(outcome, failure), startNanos);
    var action = ActionRef.of(command);
    return outcome == null
        ? ActionReply.of(action, Objects.requireNonNull(failure))
        : ActionReply.of(action, outcome);
  }

  /** Responds once the broker has stored the action: from then on it survives a crash. */
  private Uni<RestResponse<byte[]>> writeToTopic(ActionCommand command, long startNanos) {
    var action = ActionRef.of(command);
    return topic
        .write(command)
        .map(_ -> {
          meters.recordResult(Ingress.REST, ActionResult.ACCEPTED, startNanos);
          return responses.accepted(command);
        })
        .onFailure()
        .recoverWithItem(failure -> {
          meters.recordResult(Ingress.REST, ActionResult.UNAVAILABLE, startNanos);
          return responses.of(ActionTopicProducer.refusal(action, failure), command);
        });
  }
}
