package dev.purereducer.http;

import dev.purereducer.runtime.VertxInternals;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Problems for requests that fail outside of resources: unknown paths, ambiguous paths, unknown
 * parameters, bodies with a content coding or an announced length over the limit, failed
 * authentication.
 *
 * <p>Some requests never reach the router and get a bare status from Vert.x: a request line or
 * headers over their limits (414, 431), and invalid percent-encoding (400).
 */
@ApplicationScoped
public class ProblemRoutes {
  private static final Logger LOG = Logger.getLogger(ProblemRoutes.class);

  /** Before Quarkus's own check of the body size, whose response has no body. */
  private static final int FIRST = Integer.MIN_VALUE + 10;

  /** Before Quarkus's own failure handler, which is last. */
  private static final int BEFORE_LAST = Integer.MAX_VALUE - 1;

  /** Before Quarkus REST, which registers its own handler of failed authentication if none is set. */
  private static final int AFTER_AUTHENTICATION = -199;

  private static final BiConsumer<RoutingContext, Throwable> AUTH_FAILURE_HANDLER =
      (context, failure) -> context.fail(DefaultAuthFailureHandler.extractRootCause(failure));

  private static final String IDENTITY = "identity";
  private static final Problem ENCODED = Problem.of(
      ProblemType.UNSUPPORTED_MEDIA_TYPE, "a body must be sent without a Content-Encoding");

  private static final int[] ROUTER_STATUSES = {400, 401, 403, 404, 405, 406, 408, 413, 414, 415};

  private final long maxBodyBytes;

  public ProblemRoutes(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
    this.maxBodyBytes = maxBodySize.asLongValue();
  }

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(this::checkHead);
    router.route().order(AFTER_AUTHENTICATION).handler(ProblemRoutes::setAuthFailureHandler);
    router.route().order(BEFORE_LAST).failureHandler(ProblemRoutes::handleFailure);
    for (int status : ROUTER_STATUSES) {
      router.errorHandler(status, context -> respond(context, Problem.ofStatus(status)));
    }
  }

  private void checkHead(RoutingContext context) {
    VertxInternals.markFirstRequest(context.request().connection());
    UnreadBody.dropAfterResponse(context);
    var fault = RequestTarget.fault(context);
    if (fault != null) {
      respond(context, Problem.of(ProblemType.BAD_REQUEST, fault));
    } else if (UnreadBody.announcedBytes(context.request()) > maxBodyBytes) {
      respond(context, Problem.ofStatus(413));
    } else if (isEncoded(context.request())) {
      context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
      respond(context, ENCODED);
    } else {
      context.next();
    }
  }

  /**
   * Passes failures to {@link #handleFailure}. Quarkus REST would do that by itself, but it builds a
   * map of all resources for each request to do so.
   */
  private static void setAuthFailureHandler(RoutingContext context) {
    context.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, AUTH_FAILURE_HANDLER);
    context.next();
  }

  /** Whether the body has a content coding (RFC 9110, 8.4), such as gzip. */
  private static boolean isEncoded(HttpServerRequest request) {
    for (var codings : request.headers().getAll(HttpHeaders.CONTENT_ENCODING)) {
      for (var coding : codings.split(",")) {
        if (!coding.isBlank() && !coding.strip().equalsIgnoreCase(IDENTITY)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void handleFailure(RoutingContext context) {
    var failure = context.failure();
    if (context.response().ended()) {
      return; // a refused token fails the route and the security check; the first has responded
    }
    if (context.response().headWritten()) {
      UnreadBody.cut(context.request());
    } else if (failure instanceof ProblemException expected) {
      respond(context, expected.problem());
    } else if (failure == null || status(context) != 500) {
      respond(context, Problem.ofStatus(status(context)));
    } else {
      var correlationId = CorrelationId.orNew(context.request().getHeader(CorrelationId.HEADER));
      LOG.errorf(failure, "request failed correlation_id=%s", correlationId);
      context.response().putHeader(CorrelationId.HEADER, correlationId);
      respond(context, Problem.internal(correlationId));
    }
  }

  private static int status(RoutingContext context) {
    return switch (context.failure()) {
      case ForbiddenException _ -> 403;
      case UnauthorizedException _, AuthenticationException _ -> 401;
      case null, default -> context.statusCode();
    };
  }

  static void respond(RoutingContext context, Problem problem) {
    if (problem.type() == ProblemType.UNAUTHENTICATED) {
      context.response().putHeader("WWW-Authenticate", Problem.CHALLENGE);
    }
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(Buffer.buffer(problem.bytes()));
  }
}
