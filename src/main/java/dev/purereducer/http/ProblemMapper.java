package dev.purereducer.http;

import dev.purereducer.database.SqlErrors;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Exceptions of resources as responses with a problem. */
public class ProblemMapper {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

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

  @ServerExceptionMapper
  Response any(Throwable failure, HttpHeaders headers) {
    return switch (failure) {
      case WebApplicationException framework -> ofFramework(framework.getResponse());
      case Throwable outage
      when SqlErrors.isOutage(outage) -> toResponse(ProblemException.storeUnavailable());
      case IllegalArgumentException bad when isInvalidMediaType(bad) -> ofStatus(415);
      default -> unexpected(failure, headers);
    };
  }

  @ServerExceptionMapper
  public Response toResponse(ProblemException failure) {
    var response = response(failure.problem());
    if (failure.isRetryable()) {
      response.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS);
    }
    return response.build().toResponse();
  }

  // Quarkus has mappers for these three; only mappers of the same types replace them.

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException failure) {
    return ofStatus(401);
  }

  @ServerExceptionMapper
  Response authenticationFailed(AuthenticationFailedException failure) {
    return ofStatus(401);
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException failure) {
    return ofStatus(403);
  }

  private static Response ofFramework(Response framework) {
    if (framework.getStatus() < 400) {
      return framework;
    }
    var response = response(Problem.ofStatus(framework.getStatus()));
    var allow = framework.getHeaderString(HttpHeaders.ALLOW);
    if (allow != null) {
      response.header(HttpHeaders.ALLOW, allow);
    }
    return response.build().toResponse();
  }

  private static Response ofStatus(int status) {
    return response(Problem.ofStatus(status)).build().toResponse();
  }

  /** Quarkus REST reports an unparsable Content-Type as an internal error. */
  private static boolean isInvalidMediaType(IllegalArgumentException failure) {
    var message = failure.getMessage();
    return message != null && message.startsWith("Failed to parse media type");
  }

  private static Response unexpected(Throwable failure, HttpHeaders headers) {
    var correlationId = CorrelationId.orNew(headers.getHeaderString(CorrelationId.HEADER));
    LOG.errorf(failure, "request failed correlation_id=%s", correlationId);
    return response(Problem.internal(correlationId))
        .header(CorrelationId.HEADER, correlationId)
        .build()
        .toResponse();
  }
}
