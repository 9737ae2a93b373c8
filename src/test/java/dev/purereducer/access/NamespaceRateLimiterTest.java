package dev.purereducer.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceRateLimiterTest {
  private static final long SECOND = 1_000_000_000L;

  private record Config(int namespaceRate, Duration namespaceBurst, int maxNamespaces)
      implements AccessConfig {
    @Override
    public String namespacesClaim() {
      return "namespaces";
    }
  }

  private static NamespaceRateLimiter limiter(int rate, int maxNamespaces) {
    return new NamespaceRateLimiter(new Config(rate, Duration.ofSeconds(2), maxNamespaces));
  }

  @Test
  void namespace_getsItsBurstAtOnceAndThenItsRate() {
    var limiter = limiter(10, 100);

    assertEquals(20, acquired(limiter, "a", 100, 0)); // 2 s of 10/s
    assertEquals(0, acquired(limiter, "a", 100, SECOND / 10 - 1));
    assertEquals(1, acquired(limiter, "a", 100, SECOND / 10));
    assertEquals(10, acquired(limiter, "a", 100, SECOND / 10 + SECOND));
    assertEquals(20, acquired(limiter, "a", 100, 60 * SECOND)); // never more than full
  }

  @Test
  void namespaces_haveSeparateBuckets() {
    var limiter = limiter(10, 100);

    acquired(limiter, "a", 100, 0);

    assertEquals(20, acquired(limiter, "b", 100, 0));
  }

  @Test
  void parallelCallers_shareOneBurst() {
    var limiter = limiter(1_000, 100);
    var acquired = new AtomicInteger();

    IntStream.range(0, 20_000).parallel().forEach(_ -> {
      if (limiter.tryAcquire("a", 0)) {
        acquired.incrementAndGet();
      }
    });

    assertEquals(2_000, acquired.get());
  }

  @Test
  void fullTable_removesFullBuckets() {
    var limiter = limiter(10, 100);

    for (int i = 0; i < 10_000; i++) {
      limiter.tryAcquire("n" + i, 0);
    }
    assertEquals(100, limiter.buckets());

    // by then all buckets are full again, and are removed
    assertTrue(limiter.tryAcquire("late", SECOND));
    assertEquals(1, limiter.buckets());
  }

  @Test
  void namespacesBeyondTheBound_shareOneBucket() {
    var limiter = limiter(10, 100);
    for (int i = 0; i < 100; i++) {
      limiter.tryAcquire("n" + i, 0);
    }

    int more = 0;
    for (int i = 100; i < 10_000; i++) {
      more += limiter.tryAcquire("n" + i, 0) ? 1 : 0;
    }

    assertEquals(20, more);
    assertFalse(limiter.tryAcquire("yet another", 0));
    assertEquals(19, acquired(limiter, "n7", 100, 0), "existing buckets stay");
  }

  @Test
  void rateZero_isUnlimitedAndKeepsNoBucket() {
    var limiter = limiter(0, 100);

    assertFalse(limiter.isLimited());
    for (int i = 0; i < 1_000; i++) {
      assertTrue(limiter.tryAcquire("n" + i));
    }
    assertEquals(0, limiter.buckets());
  }

  private static int acquired(
      NamespaceRateLimiter limiter, String namespace, int tries, long nowNanos) {
    int acquired = 0;
    for (int i = 0; i < tries; i++) {
      acquired += limiter.tryAcquire(namespace, nowNanos) ? 1 : 0;
    }
    return acquired;
  }
}
