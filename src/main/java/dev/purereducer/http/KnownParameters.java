package dev.purereducer.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of each path under {@code /v1}; every other one is refused, because a caller
 * that misspells a parameter must not get the answer to another question.
 */
final class KnownParameters {
  private static final Set<String> NONE = Set.of();

  /** By path; the second segment is any text. */
  static final Map<List<String>, Set<String>> BY_PATH = Map.ofEntries(
      path(Set.of("namespace", "tag", "reducer", "after", "limit"), "workflows"),
      path(Set.of("min_version", "max_wait_ms", "consistency", "at_version"), "workflows", "*"),
      path(NONE, "workflows", "*", "actions"),
      path(NONE, "workflows", "*", "verify"),
      path(Set.of("after"), "workflows", "*", "events"),
      path(Set.of("after", "limit", "at_version"), "workflows", "*", "history"),
      path(NONE, "actions"),
      path(Set.of("workflow_key"), "actions", "*"),
      path(Set.of("limit", "by"), "hot-keys"),
      path(NONE, "projections"),
      path(Set.of("after", "limit"), "projections", "*", "rebuild"),
      path(Set.of("workflow_key", "reason", "state", "after", "limit"), "dead-letters"),
      path(NONE, "dead-letters", "*"),
      path(NONE, "dead-letters", "*", "redrive"));

  private static final String PREFIX = "/v1/";

  private KnownParameters() {}

  private static Map.Entry<List<String>, Set<String>> path(Set<String> names, String... segments) {
    return Map.entry(List.of(segments), names);
  }

  /** The parameters of a path as sent; null if the path is unknown. */
  static @Nullable Set<String> of(String path) {
    var segments = segments(path);
    return segments == null ? null : BY_PATH.get(segments);
  }

  /** The segments of a path under {@code /v1}, the second one as {@code *}; null of another path. */
  static @Nullable List<String> segments(String path) {
    if (!path.startsWith(PREFIX)) {
      return null;
    }
    var segments = path.substring(PREFIX.length()).split("/");
    if (segments.length > 1) {
      segments[1] = "*";
    }
    return List.of(segments);
  }
}
