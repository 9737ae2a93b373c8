package dev.purereducer.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket for each namespace, by the generic cell rate algorithm: the bucket's only state is
 * the time at which it will be full again, so that a full bucket can be removed.
 */
@ApplicationScoped
class NamespaceRateLimiter {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** Minimum time between two sweeps of a full table, because a sweep visits every bucket. */
  private static final long SWEEP_NANOS = SECOND_NANOS / 10;

  private final long startNanos = System.nanoTime();
  private final long costNanos;
  private final long burstNanos;
  private final int maxBuckets;
  private final Map<String, AtomicLong> fullAtNanos = new ConcurrentHashMap<>();
  private final AtomicLong overflow = new AtomicLong();
  private final AtomicLong nextSweepNanos = new AtomicLong();

  NamespaceRateLimiter(AccessConfig config) {
    this.costNanos = config.namespaceRate() == 0 ? 0 : SECOND_NANOS / config.namespaceRate();
    this.burstNanos = Math.max(costNanos, config.namespaceBurst().toNanos());
    this.maxBuckets = config.maxNamespaces();
  }

  /** Whether a rate is configured. */
  boolean isLimited() {
    return costNanos > 0;
  }

  /** Takes a token of the namespace; false if it has none left. */
  boolean tryAcquire(String namespace) {
    return !isLimited() || tryAcquire(namespace, System.nanoTime() - startNanos);
  }

  /** {@link #tryAcquire(String)} at a given time since the start. */
  boolean tryAcquire(String namespace, long nowNanos) {
    var bucket = bucket(namespace, nowNanos);
    long fullAt = bucket.get();
    while (true) {
      long next = Math.max(fullAt, nowNanos) + costNanos;
      if (next - nowNanos > burstNanos) {
        return false;
      }
      long witness = bucket.compareAndExchange(fullAt, next);
      if (witness == fullAt) {
        return true;
      }
      fullAt = witness;
    }
  }

  int buckets() {
    return fullAtNanos.size();
  }

  private AtomicLong bucket(String namespace, long nowNanos) {
    var existing = fullAtNanos.get(namespace);
    if (existing != null) {
      return existing;
    }
    if (fullAtNanos.size() >= maxBuckets) {
      removeFullBuckets(nowNanos);
    }
    return fullAtNanos.size() >= maxBuckets
        ? overflow
        : fullAtNanos.computeIfAbsent(namespace, _ -> new AtomicLong());
  }

  private void removeFullBuckets(long nowNanos) {
    long due = nextSweepNanos.get();
    if (nowNanos >= due && nextSweepNanos.compareAndSet(due, nowNanos + SWEEP_NANOS)) {
      fullAtNanos.values().removeIf(fullAt -> fullAt.get() <= nowNanos);
    }
  }
}
