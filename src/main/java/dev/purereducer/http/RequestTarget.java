package dev.purereducer.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Check of a request's path and query before it is routed. The router and Quarkus REST normalize
 * paths: they merge slashes, resolve dot segments and drop matrix parameters, and would then match
 * the path of another resource.
 */
final class RequestTarget {
  private RequestTarget() {}

  /** The reason to refuse the request; null if there is none. */
  static @Nullable String fault(RoutingContext context) {
    var path = context.request().path();
    if (path == null) {
      return null;
    }
    if (path.contains("//")) {
      return "a segment of the path is empty";
    }
    if (path.indexOf(';') >= 0) {
      return "a ; in the path must be percent-encoded as %3B";
    }
    if (hasDotSegment(path)) {
      return "a segment of the path is . or ..";
    }
    var query = context.request().query();
    return query == null || query.isEmpty() ? null : unknownParameter(context, path);
  }

  private static boolean hasDotSegment(String path) {
    if (path.indexOf('%') < 0 && !path.contains("/.")) {
      return false;
    }
    for (var segment : path.split("/")) {
      var decoded = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
      if (decoded.equals(".") || decoded.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String unknownParameter(RoutingContext context, String path) {
    var known = KnownParameters.of(path);
    return known == null || known.containsAll(context.queryParams().names())
        ? null
        : known.isEmpty()
            ? "this path has no query parameters"
            : "the query parameters of this path are "
                + String.join(", ", known.stream().sorted().toList());
  }
}
