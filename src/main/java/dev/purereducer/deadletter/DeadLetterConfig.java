package dev.purereducer.deadletter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How much is kept of what was set aside, and how it is redriven. */
@ConfigMapping(prefix = "purereducer.dead-letters")
public interface DeadLetterConfig {
  /**
   * How many open letters the table takes from the topic. When it is full, filing waits until some
   * are redriven, and the topic keeps the rest; its own retention is what counts then.
   */
  @WithDefault("100000")
  @Min(1)
  @Max(100_000_000)
  int maxOpen();

  /**
   * The largest record that the table keeps whole when it could not be read as an action. Of a
   * larger one it keeps all but the value, which stays on the topic.
   */
  @WithDefault("1M")
  MemorySize maxRecordBytes();

  /** For how long an open letter is kept. What is older is gone, as if it had been refused. */
  @WithDefault("90d")
  @DurationMin(hours = 1)
  Duration openRetention();

  /** For how long a redriven letter is kept, and for how long it is known who redrove what. */
  @WithDefault("30d")
  @DurationMin(hours = 1)
  Duration redrivenRetention();

  /** How often letters are counted, and old ones looked for. */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 1)
  Duration sweep();

  /** Old letters deleted in one statement. */
  @WithDefault("1000")
  @Min(1)
  @Max(100_000)
  int sweepRows();

  /**
   * How many workflows a bulk redrive works on at a time. More end sooner, and compete more with
   * the actions that come in.
   */
  @WithDefault("8")
  @Min(1)
  @Max(256)
  int redriveConcurrency();

  /** How long a statement on the table may take, before 503, or before filing tries again. */
  @WithDefault("5s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 5)
  Duration statementTimeout();
}
