package dev.purereducer.http;

import org.jspecify.annotations.Nullable;

/** Versions as HTTP entity tags (RFC 9110, 8.8.3). */
public final class EntityTags {
  private EntityTags() {}

  public static String of(long version) {
    return "\"" + version + "\"";
  }

  /** Whether an {@code If-None-Match} names this version; by weak comparison, as it has to be. */
  public static boolean matches(@Nullable String ifNoneMatch, long version) {
    if (ifNoneMatch == null) {
      return false;
    }
    var tag = of(version);
    for (var sent : ifNoneMatch.split(",")) {
      var candidate = sent.strip();
      if (candidate.equals("*") || candidate.equals(tag) || candidate.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
