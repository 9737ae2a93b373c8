package dev.purereducer.commit;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The wait before retry n, counted from 1: none before the first, then {@code random(base, min(cap,
 * base * 2^(n-1)))}. A first lost race is mostly a state that was remembered for too long, and what
 * the store has just said of it is never as fresh again. Who loses again has rivals: the range
 * doubles, so that those who lost together do not meet again.
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

  /** The longest of these waits, counted from 1. */
  long longestMillis(int waitNumber) {
    // 2^20 times any base is beyond any cap, and the shift cannot overflow.
    long grown = base.toMillis() << Math.min(waitNumber, 20);
    return Math.max(base.toMillis(), Math.min(cap.toMillis(), grown));
  }
}
