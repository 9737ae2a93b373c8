package dev.purereducer.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket a namespace. Each is one number, the time at which the bucket will be full again
 * (the generic cell rate algorithm), so a bucket that is full says nothing and may be forgotten.
 */
@ApplicationScoped
class NamespaceRateLimiter {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** A full table is swept at most so often, as that looks at every bucket. */
  private static final long SWEEP_NANOS = SECOND_NANOS / 10;

  private final long startNanos = System.nanoTime();
  private final long costNanos;
  private final long burstNanos;
  private final int maxBuckets;
  private final Map<String, AtomicLong> buckets = new ConcurrentHashMap<>();
  private final AtomicLong overflow = new AtomicLong();
  private final AtomicLong nextSweep = new AtomicLong();

  NamespaceRateLimiter(AccessConfig config) {
    this.costNanos = config.namespaceRate() == 0 ? 0 : SECOND_NANOS / config.namespaceRate();
    this.burstNanos = Math.max(costNanos, config.namespaceBurst().toNanos());
    this.maxBuckets = config.maxNamespaces();
  }

  boolean areKept() {
    return costNanos > 0;
  }

  /** Whether the namespace may do one thing more. */
  boolean tryAcquire(String namespace) {
    return !areKept() || tryAcquire(namespace, System.nanoTime() - startNanos);
  }

  /** The same at a time of the caller's choice, from 0. */
  boolean tryAcquire(String namespace, long nowNanos) {
    var bucket = bucket(namespace, nowNanos);
    long fullAt = bucket.get();
    while (true) {
      long next = Math.max(fullAt, nowNanos) + costNanos;
      if (next - nowNanos > burstNanos) {
        return false;
      }
      long seen = bucket.compareAndExchange(fullAt, next);
      if (seen == fullAt) {
        return true;
      }
      fullAt = seen;
    }
  }

  int buckets() {
    return buckets.size();
  }

  private AtomicLong bucket(String namespace, long nowNanos) {
    var known = buckets.get(namespace);
    if (known != null) {
      return known;
    }
    if (buckets.size() >= maxBuckets) {
      sweep(nowNanos);
    }
    return buckets.size() >= maxBuckets
        ? overflow
        : buckets.computeIfAbsent(namespace, _ -> new AtomicLong());
  }

  private void sweep(long nowNanos) {
    long due = nextSweep.get();
    if (nowNanos >= due && nextSweep.compareAndSet(due, nowNanos + SWEEP_NANOS)) {
      buckets.values().removeIf(fullAt -> fullAt.get() <= nowNanos);
    }
  }
}
