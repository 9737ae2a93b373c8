package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.commit.Submission;
import dev.purereducer.json.JsonText;
import dev.purereducer.problem.CorrelationId;
import dev.purereducer.problem.ProblemMapper;
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
  public RestResponse<byte[]> of(Answer answer, @Nullable Submission submission) {
    var response = switch (answer) {
      case Answer.Committed committed -> committed(committed);
      case Answer.Refused refused -> refused(refused);
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
  RestResponse<byte[]> accepted(Submission submission) {
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
  RestResponse<byte[]> found(Answers.Sent sent, Answer answer) {
    return switch (answer) {
      case Answer.Committed committed -> committed(committed).build();
      case Answer.Refused refused ->
        json(RestResponse.Status.OK, settled(sent, refused)).build();
    };
  }

  private static ResponseBuilder<byte[]> committed(Answer.Committed committed) {
    var response = json(RestResponse.Status.OK, text(committed::writeMembersTo))
        .header(HttpHeaders.ETAG, etag(committed.outcome().version()));
    return committed.outcome().stateText() == null
        ? response
        : response.header(PREFERENCE_APPLIED, "return=representation");
  }

  private ResponseBuilder<byte[]> refused(Answer.Refused refused) {
    var response = ProblemMapper.response(refused.problem());
    if (refused.worthRetrying()) {
      response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
    }
    return refused.version() == null
        ? response
        : response.header(HttpHeaders.ETAG, etag(refused.version()));
  }

  private static byte[] settled(Answers.Sent sent, Answer.Refused refused) {
    return text(to -> {
      to.writeStringField("outcome", refused.problem().type().suffix());
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

  private static String location(Submission submission) {
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
