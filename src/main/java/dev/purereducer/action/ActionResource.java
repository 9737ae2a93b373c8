package dev.purereducer.action;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.HEADER;

import dev.purereducer.access.Access;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.action.ActionMeters.Entrance;
import dev.purereducer.action.ActionMeters.Result;
import dev.purereducer.commit.Outcome;
import dev.purereducer.commit.Submission;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemDocument;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.replay.Replay;
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
  private final Access access;
  private final IngestRole role;
  private final ActionDecoder decoder;
  private final FollowedLanes lanes;
  private final Replay replay;
  private final AcceptedActionsProducer accepted;
  private final ActionResponses responses;
  private final ActionMeters meters;

  public ActionResource(
      Access access,
      IngestRole role,
      ActionDecoder decoder,
      FollowedLanes lanes,
      Replay replay,
      AcceptedActionsProducer accepted,
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
      description = ActionDocuments.POST)
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ActionDocuments.ActionDocument.class)))
  @Parameter(in = HEADER, name = "Idempotency-Key", description = "the action_id")
  @Parameter(in = HEADER, name = "If-Match", description = "the version to be found, quoted")
  @Parameter(in = HEADER, name = "If-None-Match", description = "* demands a new workflow")
  @Parameter(in = HEADER, name = "Prefer", description = "respond-async, return=representation")
  @APIResponse(
      responseCode = "200",
      description = "durable",
      content =
          @Content(schema = @Schema(implementation = ActionDocuments.CommittedDocument.class)))
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
      access.caller().demand(key);
      role.demand();
      var said = RequestHeaders.of(name -> header(request, name));
      return switch (decoder.decode(body == null ? new byte[0] : body, said.aside(key))) {
        case Decoded.Refused(var problem) -> refused(problem);
        case Decoded.Taken(var submission) ->
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
    meters.refused(Entrance.REST, problem.type());
    return Uni.createFrom().item(responses.of(Answer.Refused.of(problem), null));
  }

  private Uni<RestResponse<byte[]>> commit(Submission submission, long startNanos) {
    var outcome = lanes.submit(Entrance.REST, submission).onItemOrFailure();
    return submission.wantsState()
        ? outcome
            .transform((item, failure) -> answer(submission, item, failure, startNanos))
            .chain(this::withState)
            .map(answer -> responses.of(answer, submission))
        : outcome.transform((item, failure) ->
            responses.of(answer(submission, item, failure, startNanos), submission));
  }

  private Answer answer(
      Submission submission,
      @Nullable Outcome outcome,
      @Nullable Throwable failure,
      long startNanos) {
    meters.settled(Entrance.REST, Result.of(outcome, failure), startNanos);
    var sent = Answers.Sent.of(submission);
    return outcome == null
        ? Answers.of(sent, Objects.requireNonNull(failure))
        : Answers.of(sent, outcome);
  }

  /**
   * A duplicate's answer carries no state: it is computed again from the history. Without it when
   * that fails: the action is committed all the same.
   */
  private Uni<Answer> withState(Answer answer) {
    if (!(answer instanceof Answer.Committed committed)
        || committed.outcome().stateText() != null) {
      return Uni.createFrom().item(answer);
    }
    return replay
        .stateAt(committed.workflowKey(), committed.outcome().version())
        .map(found ->
            found.<Answer>map(at -> committed.withState(at.stateText())).orElse(answer));
  }

  /** Acknowledged once the broker has it: from there on it survives any crash of this process. */
  private Uni<RestResponse<byte[]>> accept(Submission submission, long startNanos) {
    var sent = Answers.Sent.of(submission);
    return accepted
        .write(submission)
        .map(_ -> {
          meters.settled(Entrance.REST, Result.ACCEPTED, startNanos);
          return responses.accepted(submission);
        })
        .onFailure()
        .recoverWithItem(failure -> {
          meters.settled(Entrance.REST, Result.UNAVAILABLE, startNanos);
          return responses.of(AcceptedActionsProducer.refusal(sent, failure), submission);
        });
  }
}
