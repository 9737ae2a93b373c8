package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.http.CorrelationId;
import dev.purereducer.http.ProblemMapper;
import dev.purereducer.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Answers as HTTP responses, whose type says that their bodies are bytes: Quarkus REST then knows
 * who writes them and need not look for it each time.
 */
@ApplicationScoped
public class ActionResponses {
  private static final String REPLAYED = "Idempotency-Replayed";
  private static final String PREFERENCE_APPLIED = "Preference-Applied";

  private final String retryAfterSeconds;

  public ActionResponses(ActionConfig config) {
    this.retryAfterSeconds = Long.toString(config.retryAfter().toSeconds());
  }

  /** The response to a POST; {@code submission} is null when the action could not be read. */
  public RestResponse<byte[]> of(ActionReply answer, @Nullable ActionCommand submission) {
    var response = switch (answer) {
      case ActionReply.CommittedReply committed -> committed(committed);
      case ActionReply.ProblemReply refused -> refused(refused);
    };
    if (answer.replayed()) {
      response.header(REPLAYED, "true");
    }
    if (submission != null) {
      correlate(response, submission.correlationId());
    }
    return response.build();
  }

  /** 202: the broker has the action. */
  RestResponse<byte[]> accepted(ActionCommand submission) {
    var body = text(to -> {
      to.writeStringField("outcome", "accepted");
      to.writeStringField("workflow_key", submission.workflowKey());
      to.writeStringField("action_id", submission.actionId());
    });
    var response = json(RestResponse.Status.ACCEPTED, body)
        .header(HttpHeaders.LOCATION, location(submission))
        .header(PREFERENCE_APPLIED, "respond-async");
    correlate(response, submission.correlationId());
    return response.build();
  }

  /** 200: what became of an action that was sent earlier. */
  RestResponse<byte[]> found(ActionReplies.ActionRef sent, ActionReply answer) {
    return switch (answer) {
      case ActionReply.CommittedReply committed -> committed(committed).build();
      case ActionReply.ProblemReply refused ->
        json(RestResponse.Status.OK, settled(sent, refused)).build();
    };
  }

  private static ResponseBuilder<byte[]> committed(ActionReply.CommittedReply committed) {
    var response = json(RestResponse.Status.OK, text(committed::writeMembersTo))
        .header(HttpHeaders.ETAG, etag(committed.outcome().version()));
    return committed.outcome().stateText() == null
        ? response
        : response.header(PREFERENCE_APPLIED, "return=representation");
  }

  private ResponseBuilder<byte[]> refused(ActionReply.ProblemReply refused) {
    var response = ProblemMapper.response(refused.problem());
    if (refused.isRetryable()) {
      response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
    }
    return refused.version() == null
        ? response
        : response.header(HttpHeaders.ETAG, etag(refused.version()));
  }

  private static byte[] settled(ActionReplies.ActionRef sent, ActionReply.ProblemReply refused) {
    return text(to -> {
      to.writeStringField("outcome", refused.problem().type().code());
      to.writeStringField("workflow_key", sent.workflowKey());
      to.writeStringField("action_id", sent.actionId());
      if (refused.version() != null) {
        to.writeNumberField("version", refused.version());
      }
      to.writeFieldName("problem");
      refused.problem().writeTo(to);
    });
  }

  private static String etag(long version) {
    return "\"" + version + "\"";
  }

  private static String location(ActionCommand submission) {
    return "/v1/actions/"
        + encoded(submission.actionId())
        + "?workflow_key="
        + encoded(submission.workflowKey());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** An id with other characters than a header can carry is in the body alone. */
  private static void correlate(ResponseBuilder<byte[]> to, @Nullable String correlationId) {
    if (correlationId != null && CorrelationId.fitsHeader(correlationId)) {
      to.header(CorrelationId.HEADER, correlationId);
    }
  }

  private static ResponseBuilder<byte[]> json(RestResponse.Status status, byte[] text) {
    return ResponseBuilder.create(status, text).type(MediaType.APPLICATION_JSON_TYPE);
  }

  @FunctionalInterface
  private interface Members {
    void writeTo(JsonGenerator to) throws IOException;
  }

  private static byte[] text(Members members) {
    var out = new ByteArrayOutputStream(192);
    try (var to = JsonText.generator(out)) {
      to.writeStartObject();
      members.writeTo(to);
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
