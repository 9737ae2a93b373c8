package dev.purereducer.http;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The framework's refusals of callers, for which it has more specific mappers of its own. */
public class SecurityExceptionMappers {
  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException denied) {
    return response(401);
  }

  @ServerExceptionMapper
  Response notAuthenticated(AuthenticationFailedException denied) {
    return response(401);
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException denied) {
    return response(403);
  }

  private static Response response(int status) {
    return ProblemMapper.response(FrameworkProblemDetails.ofStatus(status))
        .build()
        .toResponse();
  }
}
