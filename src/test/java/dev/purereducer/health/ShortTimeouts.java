package dev.purereducer.health;

import java.time.Duration;

/** Health limits of 300 ms, so that tests need not wait long. */
record ShortTimeouts() implements HealthConfig {
  static final Duration MOMENT = Duration.ofMillis(300);

  @Override
  public Duration heartbeatMaxAge() {
    return MOMENT;
  }

  @Override
  public Duration checkTimeout() {
    return MOMENT;
  }
}
