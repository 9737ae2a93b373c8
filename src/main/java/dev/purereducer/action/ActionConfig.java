package dev.purereducer.action;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How much the entrances take at once, and how long they wait. */
@ConfigMapping(prefix = "purereducer.action")
public interface ActionConfig {
  /**
   * The largest action, as it is sent. Larger ones are refused (413, or a dead letter): an action
   * is held in memory, written to the history and, with {@code respond-async}, to the broker, whose
   * own limit on a record ({@code message.max.bytes}, about 1 MiB) should not be below.
   */
  @WithDefault("1M")
  MemorySize maxBytes();

  /**
   * The longest workflow key, in characters. Longer ones than 512 would not fit the store's
   * indexes; a shorter limit keeps rows and logs small.
   */
  @WithDefault("512")
  @Min(1)
  @Max(512)
  int maxKeyChars();

  /**
   * How deep arrays and objects may be nested in a payload. What is deeper than 64 is not read at
   * all; a lower limit spares reducers that walk what they get.
   */
  @WithDefault("64")
  @Min(1)
  @Max(64)
  int maxDepth();

  /**
   * How many digits a number in a payload may have. What is longer than 400 is not read at all; a
   * lower limit spares whoever calculates with them.
   */
  @WithDefault("400")
  @Min(1)
  @Max(400)
  int maxNumberDigits();

  /**
   * How many actions one bulk request may have; the rest is not read. Each costs an outcome in the
   * answer, however short it is: 16 MB of empty objects are millions.
   */
  @WithDefault("100000")
  @Min(1)
  @Max(10_000_000)
  int bulkMaxActions();

  /**
   * How many actions of one bulk request are under way at once. More make larger batches for one
   * hot key and hold more memory; beyond the queue bound of a key they are refused there (429).
   */
  @WithDefault("512")
  @Min(1)
  @Max(65_536)
  int bulkMaxInFlight();

  /**
   * How many actions from Kafka are under way at once; when reached, the partitions are paused.
   * More make larger batches and more to do again after a crash.
   */
  @WithDefault("4096")
  @Min(1)
  @Max(1_000_000)
  int kafkaMaxInFlight();

  /** The same bound in bytes as sent; one action may exceed it alone. */
  @WithDefault("32M")
  MemorySize kafkaMaxInFlightBytes();

  /**
   * How long {@code Prefer: respond-async} waits for the broker to take an action before the caller
   * is told 503. The action may still get through: sending it again under its id is safe.
   */
  @WithDefault("5s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 1)
  Duration asyncTimeout();

  /** How long a stopping process waits for the actions it has taken from Kafka. */
  @WithDefault("10s")
  @DurationMin(seconds = 0)
  @DurationMax(minutes = 2)
  Duration drainTimeout();
}
