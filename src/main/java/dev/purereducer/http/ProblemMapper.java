package dev.purereducer.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Turns whatever a resource throws into a problem. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

  @Context
  HttpHeaders headers;

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case ProblemException expected -> ofService(expected);
      case WebApplicationException framework -> ofFramework(framework.getResponse());
      case IOException _ -> response(unreadable()).build().toResponse();
      case IllegalArgumentException bad
      when FrameworkProblemDetails.isBadMediaType(bad) ->
        response(FrameworkProblemDetails.ofStatus(415)).build().toResponse();
      default -> unforeseen(failure);
    };
  }

  /** A response with the problem as its body, to add headers to. */
  public static ResponseBuilder<byte[]> response(Problem problem) {
    var response = ResponseBuilder.<byte[]>create(problem.status())
        .type(Problem.MEDIA_TYPE)
        .entity(problem.bytes());
    return switch (problem.type()) {
      case UNAUTHENTICATED -> response.header(HttpHeaders.WWW_AUTHENTICATE, Problem.CHALLENGE);
      case TOO_MANY_REQUESTS ->
        response.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS);
      default -> response;
    };
  }

  private static Response ofService(ProblemException expected) {
    var answer = response(expected.problem());
    if (expected.isPassing()) {
      answer.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS);
    }
    return answer.build().toResponse();
  }

  private static Response ofFramework(Response from) {
    if (from.getStatus() < 400) {
      return from;
    }
    var answer = response(FrameworkProblemDetails.ofStatus(from.getStatus()));
    var allow = from.getHeaderString(HttpHeaders.ALLOW);
    if (allow != null) {
      answer.header(HttpHeaders.ALLOW, allow);
    }
    return answer.build().toResponse();
  }

  private Response unforeseen(Throwable failure) {
    var correlationId = CorrelationId.orNew(headers.getHeaderString(CorrelationId.HEADER));
    LOG.errorf(failure, "request failed correlation_id=%s", correlationId);
    return response(FrameworkProblemDetails.unforeseen(correlationId))
        .header(CorrelationId.HEADER, correlationId)
        .build()
        .toResponse();
  }

  /** Nothing here does input or output but the reading of a body: too long, or broken off. */
  private static Problem unreadable() {
    return Problem.of(ProblemType.BAD_REQUEST, "the body can not be read to its end");
  }
}
