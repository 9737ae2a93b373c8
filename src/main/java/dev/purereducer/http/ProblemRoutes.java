package dev.purereducer.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Problems for requests that fail before they reach a resource, or never would: unknown paths,
 * empty path segments, bodies over the limit.
 *
 * <p>Some no router ever sees, and they are answered with a bare status: a request line or headers
 * over their limits (414, 431), broken percent-encoding (400), and a body of unannounced length
 * that grows over the limit (413). Who goes on sending then may be cut off before it reads that.
 */
@ApplicationScoped
public class ProblemRoutes {
  private static final Logger LOG = Logger.getLogger(ProblemRoutes.class);

  /** Before Quarkus's own upload limit, which answers without a body. */
  private static final int FIRST = Integer.MIN_VALUE + 10;

  /** Before Quarkus's own failure handler, which is last. */
  private static final int LAST_BUT_ONE = Integer.MAX_VALUE - 1;

  /** Where Quarkus REST looks who handles failures of authentication; routes of ours come first. */
  private static final int AFTER_AUTHENTICATION = -199;

  private static final BiConsumer<RoutingContext, Throwable> AUTH_FAILED =
      (context, failure) -> context.fail(DefaultAuthFailureHandler.extractRootCause(failure));

  private static final int[] ROUTER_STATUSES = {400, 401, 403, 404, 405, 406, 408, 413, 414, 415};

  private final long maxBodyBytes;

  public ProblemRoutes(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
    this.maxBodyBytes = maxBodySize.asLongValue();
  }

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(this::guard);
    router.route().order(AFTER_AUTHENTICATION).handler(ProblemRoutes::takeAuthFailures);
    router.route().order(LAST_BUT_ONE).failureHandler(ProblemRoutes::failed);
    for (int status : ROUTER_STATUSES) {
      router.errorHandler(
          status, context -> answer(context, FrameworkProblemDetails.ofStatus(status)));
    }
  }

  private void guard(RoutingContext context) {
    var request = context.request();
    if (hasEmptySegment(request.path())) {
      // The router would fold the two slashes into one and take the path for another resource's.
      answer(context, Problem.of(ProblemType.BAD_REQUEST, "a segment of the path is empty"));
      request.resume();
    } else if (declaredBytes(request.getHeader(HttpHeaderNames.CONTENT_LENGTH)) > maxBodyBytes) {
      context.response().putHeader(HttpHeaderNames.CONNECTION, "close");
      context.response().endHandler(_ -> request.connection().close());
      answer(context, FrameworkProblemDetails.ofStatus(413));
    } else {
      context.next();
    }
  }

  /**
   * Failures are answered by {@link #failed}. Quarkus REST would see to that itself, but builds a map
   * of all resources for every request to do so.
   */
  private static void takeAuthFailures(RoutingContext context) {
    context.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, AUTH_FAILED);
    context.next();
  }

  private static boolean hasEmptySegment(String path) {
    return path != null && path.contains("//");
  }

  private static long declaredBytes(String contentLength) {
    try {
      return contentLength == null ? 0 : Long.parseLong(contentLength);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static void failed(RoutingContext context) {
    var failure = context.failure();
    if (context.response().headWritten()) {
      context.request().connection().close();
    } else if (failure instanceof ProblemException expected) {
      answer(context, expected.problem());
    } else if (failure == null || status(context) != 500) {
      answer(context, FrameworkProblemDetails.ofStatus(status(context)));
    } else {
      var correlationId = CorrelationId.orNew(context.request().getHeader(CorrelationId.HEADER));
      LOG.errorf(failure, "request failed correlation_id=%s", correlationId);
      context.response().putHeader(CorrelationId.HEADER, correlationId);
      answer(context, FrameworkProblemDetails.unforeseen(correlationId));
    }
  }

  private static int status(RoutingContext context) {
    return switch (context.failure()) {
      case ForbiddenException _ -> 403;
      case UnauthorizedException _, AuthenticationException _ -> 401;
      case null, default -> context.statusCode();
    };
  }

  private static void answer(RoutingContext context, Problem problem) {
    if (problem.type() == ProblemType.UNAUTHENTICATED) {
      context.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, Problem.CHALLENGE);
    }
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(Buffer.buffer(problem.bytes()));
  }
}
