package dev.purereducer.event;

import dev.purereducer.event.OutboxEvent.EventType;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;

/**
 * Names of the Kafka topics. The number of partitions of a topic must not change while it is in use:
 * a key would move to another partition, and its records would lose their order.
 */
@ConfigMapping(prefix = "purereducer.topics")
public interface TopicsConfig {
  /** Topic of actions, keyed by workflow key. Used by the configuration of the channels only. */
  @WithDefault("actions")
  @NotBlank
  String actions();

  /**
   * Topic of actions that cannot be processed (dead letters). Used by the configuration of the
   * channels only.
   */
  @WithDefault("actions-dlq")
  @NotBlank
  String actionsDlq();

  @WithDefault("state-committed")
  @NotBlank
  String stateCommitted();

  @WithDefault("state-conflicts")
  @NotBlank
  String stateConflicts();

  @WithDefault("intents")
  @NotBlank
  String intents();

  @WithDefault("reducer-gave-up")
  @NotBlank
  String reducerGaveUp();

  /** The topic of an event type. */
  default String of(EventType type) {
    return switch (type) {
      case STATE_COMMITTED -> stateCommitted();
      case STATE_CONFLICT -> stateConflicts();
      case INTENT -> intents();
      case REDUCER_GAVE_UP -> reducerGaveUp();
    };
  }
}
