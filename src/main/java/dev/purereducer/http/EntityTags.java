package dev.purereducer.http;

import org.jspecify.annotations.Nullable;

/** Workflow versions as HTTP entity tags (RFC 9110, 8.8.3). */
public final class EntityTags {
  private EntityTags() {}

  public static String of(long version) {
    return "\"" + version + "\"";
  }

  /** Whether an {@code If-None-Match} names the version, by weak comparison (RFC 9110, 13.1.2). */
  public static boolean matches(@Nullable String ifNoneMatch, long version) {
    if (ifNoneMatch == null) {
      return false;
    }
    var tag = of(version);
    for (var element : ifNoneMatch.split(",")) {
      var candidate = element.strip();
      if (candidate.equals("*") || candidate.equals(tag) || candidate.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
