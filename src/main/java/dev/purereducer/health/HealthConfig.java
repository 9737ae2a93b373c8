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
   * How long a background loop may go without finishing a step before this instance is not ready.
   * Shorter finds a hung loop sooner; it must stay above the longest wait of an idle loop (such as
   * {@code purereducer.commit.dedup-sweep}), or idling looks like hanging.
   */
  @WithDefault("30s")
  @DurationMin(seconds = 1)
  @DurationMax(hours = 1)
  Duration heartbeatMaxAge();

  /**
   * How long a check waits for a response before it reports down. Keep it below the timeout of the
   * probe, or a slow database looks like a dead service.
   */
  @WithDefault("2s")
  @DurationMin(millis = 10)
  @DurationMax(minutes = 1)
  Duration checkTimeout();
}
