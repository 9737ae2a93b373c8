package dev.purereducer.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of actions from Kafka. */
@ConfigMapping(prefix = "purereducer.kafka")
public interface KafkaConfig {
  /**
   * Maximum time that an action from Kafka waits while only other instances have the reducer version
   * of its workflow, as during an upgrade. Then it is a dead letter, which is redriven by the first
   * instance that has the version. Longer than an upgrade takes.
   */
  @WithDefault("15m")
  @DurationMin(millis = 0)
  @DurationMax(hours = 24)
  Duration versionWait();
}
