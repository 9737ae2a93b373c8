package dev.purereducer.health;

import java.time.Duration;

/** Health limits of 300 ms, which keep tests short. */
record ShortTimeouts() implements HealthConfig {
  static final Duration TIMEOUT = Duration.ofMillis(300);

  @Override
  public Duration heartbeatMaxAge() {
    return TIMEOUT;
  }

  @Override
  public Duration checkTimeout() {
    return TIMEOUT;
  }
}
