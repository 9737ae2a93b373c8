package dev.purereducer.action;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;

/** Topics of the Kafka consumer. The channel configuration refers to these keys. */
@ConfigMapping(prefix = "purereducer.topics")
public interface ActionTopics {
  /**
   * The topic of actions, keyed by workflow key. Its number of partitions must not be changed while
   * it is in use: a key would move to another partition and lose its order.
   */
  @WithDefault("actions")
  @NotBlank
  String actions();

  /** The topic of actions that cannot be processed (dead letters). */
  @WithDefault("actions-dlq")
  @NotBlank
  String actionsDlq();
}
