package dev.purereducer.action;

import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.http.CorrelationId;
import dev.purereducer.http.EntityTags;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.ProblemMapper;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.RequestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Replies as HTTP responses. Their declared body type is {@code byte[]}, so that Quarkus REST
 * selects the body writer once and not for each response.
 */
@ApplicationScoped
public class ActionResponses {
  private static final String REPLAYED = "Idempotency-Replayed";
  private static final String PREFERENCE_APPLIED = "Preference-Applied";

  private final String retryAfterSeconds;

  public ActionResponses(RequestConfig config) {
    this.retryAfterSeconds = Long.toString(config.retryAfter().toSeconds());
  }

  /** The response to a POST; {@code command} is null for an action that could not be decoded. */
  public RestResponse<byte[]> of(ActionReply reply, @Nullable ActionCommand command) {
    var response = switch (reply) {
      case ActionReply.CommittedReply committed -> committed(committed);
      case ActionReply.ProblemReply problem -> problem(problem);
    };
    if (reply.replayed()) {
      response.header(REPLAYED, "true");
    }
    if (command != null) {
      addCorrelationId(response, command.correlationId());
    }
    return response.build();
  }

  /** Status 202: the action is stored on the broker. */
  RestResponse<byte[]> accepted(ActionCommand command) {
    var body = JsonResponses.bytes(to -> {
      to.writeStartObject();
      to.writeStringField("outcome", "accepted");
      to.writeStringField("workflow_key", command.workflowKey());
      to.writeStringField("action_id", command.actionId());
      to.writeEndObject();
    });
    var response = json(RestResponse.Status.ACCEPTED, body)
        .header(HttpHeaders.LOCATION, location(command))
        .header(PREFERENCE_APPLIED, "respond-async");
    addCorrelationId(response, command.correlationId());
    return response.build();
  }

  /** Status 200 with the recorded outcome of an action, whatever it is. */
  RestResponse<byte[]> recordedOutcome(ActionRef action, ActionReply reply) {
    return switch (reply) {
      case ActionReply.CommittedReply committed -> committed(committed).build();
      case ActionReply.ProblemReply problem ->
        json(RestResponse.Status.OK, outcome(action, problem)).build();
    };
  }

  private static ResponseBuilder<byte[]> committed(ActionReply.CommittedReply reply) {
    var body = JsonResponses.bytes(to -> {
      to.writeStartObject();
      reply.writeMembersTo(to);
      to.writeEndObject();
    });
    var response = json(RestResponse.Status.OK, body)
        .header(HttpHeaders.ETAG, EntityTags.of(reply.outcome().version()));
    return reply.outcome().stateText() == null
        ? response
        : response.header(PREFERENCE_APPLIED, "return=representation");
  }

  private ResponseBuilder<byte[]> problem(ActionReply.ProblemReply reply) {
    var response = ProblemMapper.response(reply.problem());
    if (reply.isRetryable()) {
      response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
    }
    return reply.version() == null
        ? response
        : response.header(HttpHeaders.ETAG, EntityTags.of(reply.version()));
  }

  private static byte[] outcome(ActionRef action, ActionReply.ProblemReply reply) {
    return JsonResponses.bytes(to -> {
      to.writeStartObject();
      to.writeStringField("outcome", reply.problem().type().code());
      to.writeStringField("workflow_key", action.workflowKey());
      to.writeStringField("action_id", action.actionId());
      if (reply.version() != null) {
        to.writeNumberField("version", reply.version());
      }
      to.writeFieldName("problem");
      reply.problem().writeTo(to);
      to.writeEndObject();
    });
  }

  private static String location(ActionCommand command) {
    return "/v1/actions/"
        + QueryParams.encode(command.actionId())
        + "?workflow_key="
        + QueryParams.encode(command.workflowKey());
  }

  /** Leaves out an id with characters that a header cannot carry; it is in the body. */
  private static void addCorrelationId(
      ResponseBuilder<byte[]> response, @Nullable String correlationId) {
    if (correlationId != null && CorrelationId.fitsHeader(correlationId)) {
      response.header(CorrelationId.HEADER, correlationId);
    }
  }

  private static ResponseBuilder<byte[]> json(RestResponse.Status status, byte[] body) {
    return ResponseBuilder.create(status, body).type(MediaType.APPLICATION_JSON_TYPE);
  }
}
