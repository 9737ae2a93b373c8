package dev.purereducer.projection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of the materializer. */
@ConfigMapping(prefix = "purereducer.projection")
public interface ProjectionConfig {
  /**
   * The consumer group. Instances in one group share the partitions. A new group reads the topic from
   * the beginning, which is harmless but takes a while.
   */
  @WithDefault("pure-reducer-projection")
  @NotBlank
  String group();

  /**
   * Timeout of a write, after which it is retried. A shorter timeout detects a dead connection
   * sooner; with one that is too short, a slow database never finishes a batch.
   */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 5)
  Duration writeTimeout();

  /**
   * Longest backoff between two attempts to write a batch. A longer one reduces the load on a
   * recovering database, a shorter one catches up sooner.
   */
  @WithDefault("2s")
  @DurationMin(millis = 50)
  @DurationMax(minutes = 1)
  Duration maxBackoff();

  /**
   * How long a shutdown waits for the batch in progress. An interrupted batch is redelivered, which
   * is harmless.
   */
  @WithDefault("5s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 1)
  Duration stopTimeout();
}
