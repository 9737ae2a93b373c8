package dev.purereducer.http;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of the tags {@code uri} and {@code method} of {@code http_server_requests}: path templates
 * and methods of HTTP, so that no caller can put a key into a metric, or use up the number of values.
 *
 * <p>A response replaces the tags, also of a request that never reached the router. A request whose
 * client has gone has no response: its template is set when it is routed.
 */
@ApplicationScoped
public class MetricPaths implements HttpServerMetricsTagsContributor {
  /** The value for every path that the service does not have. */
  static final String UNKNOWN = "/unknown";

  /** Left out by {@code quarkus.micrometer.binder.http-server.ignore-patterns}: unknown methods. */
  static final String NOT_MEASURED = "/not-measured";

  /** Before everything that can refuse a request. */
  private static final int ORDER = Integer.MIN_VALUE + 5;

  private static final Set<HttpMethod> METHODS = Set.of(
      HttpMethod.GET,
      HttpMethod.HEAD,
      HttpMethod.POST,
      HttpMethod.PUT,
      HttpMethod.PATCH,
      HttpMethod.DELETE,
      HttpMethod.OPTIONS,
      HttpMethod.TRACE,
      HttpMethod.CONNECT);

  private static final Tag OTHER_METHOD = Tag.of("method", "OTHER");

  /** Paths that are their own template. */
  private static final Set<String> FIXED = Set.of(
      "/v1/dead-letters/redrive",
      "/q/health",
      "/q/health/live",
      "/q/health/ready",
      "/q/health/started",
      "/q/health/well",
      "/q/metrics",
      "/q/openapi",
      "/q/swagger-ui");

  private static final Map<String, String> SECOND_SEGMENT = Map.of(
      "workflows",
      "{key}",
      "actions",
      "{action_id}",
      "projections",
      "{name}",
      "dead-letters",
      "{id}");

  private static final Map<List<String>, String> TEMPLATES = templates();

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(MetricPaths::setTemplate);
  }

  private static void setTemplate(RoutingContext context) {
    var request = context.request();
    HttpRequestMetric.getRequestMetric(context)
        .setTemplatePath(
            METHODS.contains(request.method()) ? template(request.path()) : NOT_MEASURED);
    context.next();
  }

  @Override
  public Tags contribute(Context context) {
    var request = context.request();
    var uri = Tags.of("uri", template(request.path()));
    return METHODS.contains(request.method()) ? uri : uri.and(OTHER_METHOD);
  }

  private static String template(@Nullable String path) {
    if (path == null) {
      return UNKNOWN;
    }
    if (FIXED.contains(path)) {
      return path;
    }
    var segments = KnownParameters.segments(path);
    return segments == null ? UNKNOWN : TEMPLATES.getOrDefault(segments, UNKNOWN);
  }

  private static Map<List<String>, String> templates() {
    Map<List<String>, String> templates = new HashMap<>();
    for (var segments : KnownParameters.BY_PATH.keySet()) {
      var template = "/v1/" + String.join("/", segments);
      templates.put(
          segments, template.replace("*", SECOND_SEGMENT.getOrDefault(segments.getFirst(), "*")));
    }
    return Map.copyOf(templates);
  }
}
