package dev.purereducer.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that have been verified a moment ago. Two generations: when the young one is full it becomes
 * the old one, and the old one is forgotten.
 */
final class VerifiedTokenCache {
  /** A token takes some 10 KiB with its claims. */
  static final int MAX_YOUNG = 1_000;

  private record Known(SecurityIdentity identity, long untilMillis) {}

  private final long memoryMillis;
  private volatile Map<String, Known> young = new ConcurrentHashMap<>();
  private volatile Map<String, Known> old = Map.of();

  VerifiedTokenCache(long memoryMillis) {
    this.memoryMillis = memoryMillis;
  }

  /** Who it is, or null when the token must be verified. */
  @Nullable
  SecurityIdentity find(String token, long nowMillis) {
    var known = young.get(token);
    if (known == null) {
      known = old.get(token);
    }
    return known == null || known.untilMillis <= nowMillis ? null : known.identity;
  }

  /** {@code endsAtMillis} is the token's own end. */
  void keep(String token, SecurityIdentity identity, long nowMillis, long endsAtMillis) {
    long until = Math.min(endsAtMillis, nowMillis + memoryMillis);
    if (until > nowMillis) {
      if (young.size() >= MAX_YOUNG) {
        turn();
      }
      young.put(token, new Known(identity, until));
    }
  }

  private synchronized void turn() {
    if (young.size() >= MAX_YOUNG) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }

  int size() {
    return young.size() + old.size();
  }
}
