package dev.purereducer.action;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.HEADER;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Outcome;
import dev.purereducer.history.Replay;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemDocument;
import dev.purereducer.http.ProblemException;
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

/** One action a POST; the answer comes once the outcome is durable. */
@Path("/v1/workflows")
@RolesAllowed(CallerRoles.WRITER)
public class ActionResource {
  private final CallerAccess access;
  private final IngestRole role;
  private final ActionDecoder decoder;
  private final TracingLanes lanes;
  private final Replay replay;
  private final ActionTopicProducer accepted;
  private final ActionResponses responses;
  private final ActionMeters meters;

  public ActionResource(
      CallerAccess access,
      IngestRole role,
      ActionDecoder decoder,
      TracingLanes lanes,
      Replay replay,
      ActionTopicProducer accepted,
      ActionResponses responses,
      ActionMeters meters) {
    this.access = access;
    this.role = role;
    this.decoder = decoder;
    this.lanes = lanes;
    this.replay = replay;
    this.accepted = accepted;
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
  @Parameter(in = HEADER, name = "If-Match", description = "the version to be found, quoted")
  @Parameter(in = HEADER, name = "If-None-Match", description = "* demands a new workflow")
  @Parameter(in = HEADER, name = "Prefer", description = "respond-async, return=representation")
  @APIResponse(
      responseCode = "200",
      description = "durable",
      content = @Content(schema = @Schema(implementation = ActionOpenApi.CommittedDocument.class)))
  @APIResponse(responseCode = "202", description = "durable on the broker; see Location")
  @APIResponse(responseCode = "400", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "401", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "403", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "409", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "412", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "413", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "422", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "429", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemDocument.RESPONSE)
  public Uni<RestResponse<byte[]>> post(
      @PathParam("key") String key, byte @Nullable [] body, @Context HttpServerRequest request) {
    long startNanos = System.nanoTime();
    try {
      access.caller().requireWorkflow(key);
      role.requireRole();
      var said = RequestHeaders.of(name -> header(request, name));
      return switch (decoder.decode(body == null ? new byte[0] : body, said.metadata(key))) {
        case DecodedAction.Invalid(var problem) -> refused(problem);
        case DecodedAction.Valid(var submission) ->
          said.respondAsync() ? accept(submission, startNanos) : commit(submission, startNanos);
      };
    } catch (ProblemException e) {
      return refused(e.problem());
    }
  }

  /** Cheaper than JAX-RS's headers, which are all copied first; a repeated header is joined. */
  private static @Nullable String header(HttpServerRequest request, String name) {
    var values = request.headers().getAll(name);
    return values.isEmpty() ? null : String.join(",", values);
  }

  private Uni<RestResponse<byte[]>> refused(Problem problem) {
    meters.refused(Ingress.REST, problem.type());
    return Uni.createFrom().item(responses.of(ActionReply.ProblemReply.of(problem), null));
  }

  private Uni<RestResponse<byte[]>> commit(ActionCommand submission, long startNanos) {
    var outcome = lanes.submit(Ingress.REST, submission).onItemOrFailure();
    return submission.wantsState()
        ? outcome
            .transform((item, failure) -> answer(submission, item, failure, startNanos))
            .chain(this::withState)
            .map(answer -> responses.of(answer, submission))
        : outcome.transform((item, failure) ->
            responses.of(answer(submission, item, failure, startNanos), submission));
  }

  private ActionReply answer(
      ActionCommand submission,
      @Nullable Outcome outcome,
      @Nullable Throwable failure,
      long startNanos) {
    meters.settled(Ingress.REST, ActionResult.of(outcome, failure), startNanos);
    var sent = ActionRef.of(submission);
    return outcome == null
        ? ActionReplies.of(sent, Objects.requireNonNull(failure))
        : ActionReplies.of(sent, outcome);
  }

  /**
   * A duplicate's answer carries no state: it is computed again from the history. Without it when
   * that fails: the action is committed all the same.
   */
  private Uni<ActionReply> withState(ActionReply answer) {
    if (!(answer instanceof ActionReply.CommittedReply committed)
        || committed.outcome().stateText() != null) {
      return Uni.createFrom().item(answer);
    }
    return replay
        .stateAt(committed.workflowKey(), committed.outcome().version())
        .map(found ->
            found.<ActionReply>map(at -> committed.withState(at.stateText())).orElse(answer));
  }

  /** Acknowledged once the broker has it: from there on it survives any crash of this process. */
  private Uni<RestResponse<byte[]>> accept(ActionCommand submission, long startNanos) {
    var sent = ActionRef.of(submission);
    return accepted
        .write(submission)
        .map(_ -> {
          meters.settled(Ingress.REST, ActionResult.ACCEPTED, startNanos);
          return responses.accepted(submission);
        })
        .onFailure()
        .recoverWithItem(failure -> {
          meters.settled(Ingress.REST, ActionResult.UNAVAILABLE, startNanos);
          return responses.of(ActionTopicProducer.refusal(sent, failure), submission);
        });
  }
}
