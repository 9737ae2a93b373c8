package dev.purereducer.action;

import dev.purereducer.action.ActionMeters.Entrance;
import dev.purereducer.action.ActionMeters.Result;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Submission;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.replay.Replay;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** One action a POST; the answer comes once the outcome is durable. */
@Path("/v1/workflows/{key}/actions")
public class ActionResource {
  private final ActionDecoder decoder;
  private final Lanes lanes;
  private final Replay replay;
  private final AcceptedActionsProducer accepted;
  private final ActionResponses responses;
  private final ActionMeters meters;

  public ActionResource(
      ActionDecoder decoder,
      Lanes lanes,
      Replay replay,
      AcceptedActionsProducer accepted,
      ActionResponses responses,
      ActionMeters meters) {
    this.decoder = decoder;
    this.lanes = lanes;
    this.replay = replay;
    this.accepted = accepted;
    this.responses = responses;
    this.meters = meters;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @ActionDocs.Single
  public Uni<Response> post(
      @PathParam("key") String key, byte @Nullable [] body, @Context HttpHeaders headers) {
    long startNanos = System.nanoTime();
    try {
      var said = RequestHeaders.of(headers::getHeaderString);
      return switch (decoder.decode(body == null ? new byte[0] : body, said.aside(key))) {
        case Decoded.Refused(var problem) -> refused(problem);
        case Decoded.Taken(var submission) ->
          said.respondAsync() ? accept(submission, startNanos) : commit(submission, startNanos);
      };
    } catch (ProblemException e) {
      return refused(e.problem());
    }
  }

  private Uni<Response> refused(Problem problem) {
    meters.refused(Entrance.REST, problem.type());
    return Uni.createFrom().item(responses.of(Answer.Refused.of(problem), null));
  }

  private Uni<Response> commit(Submission submission, long startNanos) {
    var sent = Answers.Sent.of(submission);
    var answer = lanes.submit(submission).onItemOrFailure().transform((outcome, failure) -> {
      meters.settled(Entrance.REST, Result.of(outcome, failure), startNanos);
      return outcome == null ? Answers.of(sent, failure) : Answers.of(sent, outcome);
    });
    if (submission.wantsState()) {
      answer = answer.chain(this::withState);
    }
    return answer.map(ready -> responses.of(ready, submission));
  }

  /** A duplicate's answer carries no state: it is computed again from the history. */
  private Uni<Answer> withState(Answer answer) {
    if (!(answer instanceof Answer.Committed committed)
        || committed.outcome().stateText() != null) {
      return Uni.createFrom().item(answer);
    }
    return replay
        .stateAt(committed.workflowKey(), committed.outcome().version())
        .map(found -> found.<Answer>map(at -> committed.withState(at.stateText())).orElse(answer));
  }

  /** Acknowledged once the broker has it: from there on it survives any crash of this process. */
  private Uni<Response> accept(Submission submission, long startNanos) {
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
