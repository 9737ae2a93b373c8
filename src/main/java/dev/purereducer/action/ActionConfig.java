package dev.purereducer.action;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Limits and timeouts of the action endpoints and of the Kafka consumer. */
@ConfigMapping(prefix = "purereducer.action")
public interface ActionConfig {
  /**
   * Maximum size of an action in its transport encoding. Larger ones are refused (413, or a dead
   * letter): an action is held in memory, written to the history and, with {@code respond-async}, to
   * the broker, whose limit on a record ({@code message.max.bytes}, about 1 MiB) should not be
   * lower.
   */
  @WithDefault("1M")
  MemorySize maxBytes();

  /**
   * Maximum length of a workflow key in characters. More than 512 would not fit the indexes of the
   * database; a lower limit keeps rows and logs small.
   */
  @WithDefault("512")
  @Min(1)
  @Max(512)
  int maxKeyChars();

  /**
   * Maximum nesting of arrays and objects in a payload, the same at every entrance. A lower limit
   * protects reducers that recurse over payloads.
   */
  @WithDefault("64")
  @Min(1)
  @Max(64)
  int maxDepth();

  /**
   * Maximum number of digits of a number in a payload as it is stored, without an exponent. A lower
   * limit keeps calculations with them cheap.
   */
  @WithDefault("400")
  @Min(1)
  @Max(400)
  int maxNumberDigits();

  /**
   * Maximum number of actions in one bulk request; the rest is not read. Each action has an outcome
   * in the response, however short the action is: 16 MB of empty objects are millions.
   */
  @WithDefault("100000")
  @Min(1)
  @Max(10_000_000)
  int bulkMaxActions();

  /**
   * Maximum number of actions of one bulk request in flight. A higher limit makes larger batches for
   * a hot key and needs more memory; actions beyond the queue limit of a key are refused (429).
   */
  @WithDefault("512")
  @Min(1)
  @Max(65_536)
  int bulkMaxInFlight();

  /**
   * Maximum number of states computed at a time for repeated actions with {@code Prefer:
   * return=representation}; above it, the response has no state. Each folds the history of a
   * workflow: a higher limit gives more repeats their state, and takes more time from commits.
   */
  @WithDefault("4")
  @Min(1)
  @Max(1_000)
  int maxReplays();

  /**
   * Maximum number of actions from Kafka in flight; at the limit the partitions are paused. A higher
   * limit makes larger batches, and more redeliveries after a crash.
   */
  @WithDefault("4096")
  @Min(1)
  @Max(1_000_000)
  int kafkaMaxInFlight();

  /** Maximum bytes of the actions from Kafka in flight; one action may exceed it alone. */
  @WithDefault("32M")
  MemorySize kafkaMaxInFlightBytes();

  /**
   * Time limit for the broker to store an action with {@code Prefer: respond-async}; after it the
   * response is 503. The action may still be stored, so sending it again under its id is safe.
   */
  @WithDefault("5s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 1)
  Duration asyncTimeout();

  /** Time limit at shutdown for the actions from Kafka in flight. */
  @WithDefault("10s")
  @DurationMin(seconds = 0)
  @DurationMax(minutes = 2)
  Duration drainTimeout();
}
