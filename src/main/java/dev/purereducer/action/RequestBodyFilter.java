package dev.purereducer.action;

import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.RequestLimiter;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Filter that reads the body of a POST, within the limits of its path, once the request has found its
 * resource and the caller is authenticated.
 */
public class RequestBodyFilter {
  private static final String SINGLE_ACTION = "/actions";
  private static final String BULK_ACTIONS = "/v1/actions";

  private final RequestLimiter limiter;
  private final ActionMeters meters;
  private final int maxBytes;
  private final int maxActionBytes;

  RequestBodyFilter(
      RequestLimiter limiter,
      ActionMeters meters,
      ActionConfig config,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
    this.limiter = limiter;
    this.meters = meters;
    this.maxBytes = (int) maxBodySize.asLongValue();
    this.maxActionBytes = (int) Math.min(maxBytes, config.maxBytes().asLongValue());
  }

  @ServerRequestFilter
  @Nullable
  Uni<Void> readBody(ContainerRequestContext request, RoutingContext context) {
    if (context.request().method() != HttpMethod.POST) {
      return null;
    }
    var path = context.request().path();
    var body = path.equals(BULK_ACTIONS)
        ? actionBody(context, maxBytes, Ingress.BULK)
        : path.endsWith(SINGLE_ACTION)
            ? actionBody(context, maxActionBytes, Ingress.REST)
            : limiter.body(context, maxBytes);
    return body.invoke(request::setEntityStream).replaceWithVoid();
  }

  private Uni<InputStream> actionBody(RoutingContext context, int max, Ingress ingress) {
    return limiter
        .body(context, max)
        .onFailure(RequestBodyFilter::isTooLarge)
        .invoke(_ -> meters.recordRefusal(ingress, ProblemType.TOO_LARGE));
  }

  private static boolean isTooLarge(Throwable failure) {
    return failure instanceof ProblemException refusal
        && refusal.problem().type() == ProblemType.TOO_LARGE;
  }
}
