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

    @Override
    public Duration tokenMemory() {
      return Duration.ZERO;
    }
  }

  private static NamespaceRateLimiter rates(int rate, int maxNamespaces) {
    return new NamespaceRateLimiter(new Config(rate, Duration.ofSeconds(2), maxNamespaces));
  }

  @Test
  void burst_isGivenAtOnceAndThenTheRate() {
    var rates = rates(10, 100);

    assertEquals(20, taken(rates, "a", 100, 0)); // 2 s of 10/s
    assertEquals(0, taken(rates, "a", 100, SECOND / 10 - 1));
    assertEquals(1, taken(rates, "a", 100, SECOND / 10));
    assertEquals(10, taken(rates, "a", 100, SECOND / 10 + SECOND));
    assertEquals(20, taken(rates, "a", 100, 60 * SECOND)); // never more than full
  }

  @Test
  void namespaces_doNotShare() {
    var rates = rates(10, 100);

    taken(rates, "a", 100, 0);

    assertEquals(20, taken(rates, "b", 100, 0));
  }

  @Test
  void threads_takeNoMoreThanThereIs() {
    var rates = rates(1_000, 100);
    var taken = new AtomicInteger();

    IntStream.range(0, 20_000).parallel().forEach(_ -> {
      if (rates.tryAcquire("a", 0)) {
        taken.incrementAndGet();
      }
    });

    assertEquals(2_000, taken.get());
  }

  @Test
  void manyNamespaces_areBoundedAndForgottenWhenFull() {
    var rates = rates(10, 100);

    for (int i = 0; i < 10_000; i++) {
      rates.tryAcquire("n" + i, 0);
    }
    assertEquals(100, rates.buckets());

    // all have filled up by then: their buckets make room
    assertTrue(rates.tryAcquire("late", SECOND));
    assertEquals(1, rates.buckets());
  }

  /** Whoever makes up namespaces gets no more than one rate for all that find no room. */
  @Test
  void namespacesBeyondTheBound_shareOneRate() {
    var rates = rates(10, 100);
    for (int i = 0; i < 100; i++) {
      rates.tryAcquire("n" + i, 0);
    }

    int more = 0;
    for (int i = 100; i < 10_000; i++) {
      more += rates.tryAcquire("n" + i, 0) ? 1 : 0;
    }

    assertEquals(20, more);
    assertFalse(rates.tryAcquire("yet another", 0));
    assertEquals(19, taken(rates, "n7", 100, 0), "those with a bucket keep it");
  }

  @Test
  void rateZero_isNoLimitAndKeepsNothing() {
    var rates = rates(0, 100);

    assertFalse(rates.areKept());
    for (int i = 0; i < 1_000; i++) {
      assertTrue(rates.tryAcquire("n" + i));
    }
    assertEquals(0, rates.buckets());
  }

  private static int taken(NamespaceRateLimiter rates, String namespace, int tries, long nowNanos) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += rates.tryAcquire(namespace, nowNanos) ? 1 : 0;
    }
    return taken;
  }
}
