package dev.purereducer.operate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** When the service calls itself unwell. */
@ConfigMapping(prefix = "purereducer.operate")
public interface OperateConfig {
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
   * How long a check waits for an answer, before it counts as none. Keep it below the timeout of
   * whoever probes, or a slow database looks like a dead service.
   */
  @WithDefault("2s")
  @DurationMin(millis = 10)
  @DurationMax(minutes = 1)
  Duration checkTimeout();

  /**
   * How many workflows are verified at a time; the next is refused with 429. Each reads the whole
   * history of its workflow, which competes with everything else for the database.
   */
  @WithDefault("2")
  @Min(1)
  @Max(100)
  int maxVerifications();
}
