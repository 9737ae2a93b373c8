package dev.purereducer.commit;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Jittered exponential backoff: no wait before the first retry, then {@code random(base, min(cap,
 * base * 2^(n-1)))} before retry n. A first conflict usually means a stale cache, and the database
 * has just returned the current state. Later conflicts mean concurrent writers, and jitter keeps
 * them from meeting again.
 */
final class JitteredBackoff implements CustomBackoffStrategy {
  private final Duration base;
  private final Duration cap;
  private final Consumer<Duration> onWait;
  private int retry;

  JitteredBackoff(Duration base, Duration cap, Consumer<Duration> onWait) {
    this.base = base;
    this.cap = cap;
    this.onWait = onWait;
  }

  @Override
  public long nextDelayInMillis(Throwable failure) {
    retry++;
    if (retry == 1) {
      return 0;
    }
    long wait = ThreadLocalRandom.current().nextLong(base.toMillis(), longestMillis(retry - 1) + 1);
    onWait.accept(Duration.ofMillis(wait));
    return wait;
  }

  /** The upper bound of wait {@code waitNumber}, from 1; the first retry has none. */
  long longestMillis(int waitNumber) {
    // 2^20 times any base is beyond any cap, and the shift cannot overflow.
    long grown = base.toMillis() << Math.min(waitNumber, 20);
    return Math.max(base.toMillis(), Math.min(cap.toMillis(), grown));
  }
}
