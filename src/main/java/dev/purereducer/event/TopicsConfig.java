package dev.purereducer.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;

/**
 * The topics of published events. The number of partitions of a topic must not change while it is
 * in use: a key would move to another partition, and its events would lose their order.
 */
@ConfigMapping(prefix = "purereducer.topics")
public interface TopicsConfig {
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

  default String of(EventType type) {
    return switch (type) {
      case STATE_COMMITTED -> stateCommitted();
      case STATE_CONFLICT -> stateConflicts();
      case INTENT -> intents();
      case REDUCER_GAVE_UP -> reducerGaveUp();
    };
  }
}
