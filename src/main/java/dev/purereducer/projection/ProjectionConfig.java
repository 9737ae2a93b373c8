package dev.purereducer.projection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the materializer works. */
@ConfigMapping(prefix = "purereducer.projection")
public interface ProjectionConfig {
  /**
   * The consumer group. Instances in one group share the partitions; a new group reads the topic
   * from its beginning, which is harmless and takes a while.
   */
  @WithDefault("pure-reducer-projection")
  @NotBlank
  String group();

  /**
   * How long one write may take before it is tried again. Shorter notices a dead connection sooner;
   * too short never lets a slow database finish a batch.
   */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 5)
  Duration writeTimeout();

  /**
   * The longest wait between two tries of a batch while the database refuses it. Longer spares a
   * database that is coming back, shorter catches up sooner.
   */
  @WithDefault("2s")
  @DurationMin(millis = 50)
  @DurationMax(minutes = 1)
  Duration maxBackoff();

  /**
   * How long a stop waits for the batch under way. A batch that is cut off is delivered again,
   * which is harmless.
   */
  @WithDefault("5s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 1)
  Duration stopTimeout();
}
