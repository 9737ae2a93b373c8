package dev.purereducer.action;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;

/** The topics of the Kafka entrance; the channels' configuration refers to these keys. */
@ConfigMapping(prefix = "purereducer.topics")
public interface ActionTopics {
  /**
   * Where actions come in, keyed by workflow key. Its number of partitions must not be changed
   * while it is in use: a key would move to another partition, and its order would end there.
   */
  @WithDefault("actions")
  @NotBlank
  String actions();

  /** Where actions are set aside that can not be processed. */
  @WithDefault("actions-dlq")
  @NotBlank
  String actionsDlq();
}
