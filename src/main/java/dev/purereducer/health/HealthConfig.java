package dev.purereducer.health;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Limits of the health checks. */
@ConfigMapping(prefix = "purereducer.health")
public interface HealthConfig {
  /**
   * Maximum age of a background loop's heartbeat; beyond it this instance is not ready. A lower
   * value detects a stalled loop sooner. It must be above the longest poll interval of a loop (such
   * as {@code purereducer.commit.dedup-sweep}), or an idle loop counts as stalled.
   */
  @WithDefault("30s")
  @DurationMin(seconds = 1)
  @DurationMax(hours = 1)
  Duration heartbeatMaxAge();

  /**
   * Timeout of a check, after which it reports down. Keep it below the timeout of the probe, or a
   * slow database looks like a dead service.
   */
  @WithDefault("2s")
  @DurationMin(millis = 10)
  @DurationMax(minutes = 1)
  Duration checkTimeout();
}
