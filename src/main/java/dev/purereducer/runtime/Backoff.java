package dev.purereducer.runtime;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Exponential backoff: waits that double from a base up to a cap, plain or jittered.
 *
 * <p>Jitter is for callers that compete with each other: after a common failure they would
 * otherwise all come back at the same moment. A cap below the base counts as the base.
 */
public record Backoff(Duration base, Duration cap) {
  /** Receives each failed attempt before the wait for the next one. */
  @FunctionalInterface
  public interface RetryListener {
    /** {@code attempt} is the number of the failed attempt, counted from 1. */
    void onRetry(int attempt, Duration wait, Throwable failure);
  }

  /** {@code min(cap, base * 2^doublings)}. */
  public Duration longest(int doublings) {
    var wait = base;
    for (int i = 0; i < doublings && wait.compareTo(cap) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(cap) <= 0 || wait.equals(base) ? wait : cap;
  }

  /** A random wait from the base to {@link #longest}, both inclusive. */
  public Duration random(int doublings) {
    return Duration.ofNanos(
        ThreadLocalRandom.current().nextLong(base.toNanos(), longest(doublings).toNanos() + 1));
  }

  /** Argument of Mutiny's {@code retry().when(…)}: retries forever, after jittered waits. */
  public Function<Multi<Throwable>, Publisher<Duration>> forever(RetryListener listener) {
    return failures -> {
      var attempts = new AtomicInteger();
      return failures.onItem().transformToUniAndConcatenate(failure -> {
        int attempt = attempts.incrementAndGet();
        var wait = random(attempt);
        listener.onRetry(attempt, wait, failure);
        return Uni.createFrom().item(wait).onItem().delayIt().by(wait);
      });
    };
  }
}
