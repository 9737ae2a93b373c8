package dev.purereducer.read;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How reads are answered. */
@ConfigMapping(prefix = "purereducer.read")
public interface ReadConfig {
  /**
   * How long a read waits for its {@code min_version} when it does not say. Longer takes more
   * answers from the read model, shorter answers sooner, from the canonical store.
   */
  @WithDefault("1s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 1)
  Duration defaultWait();

  /** The longest wait a read may ask for; proxies on the way should allow for more. */
  @WithDefault("30s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 5)
  Duration maxWait();

  /** How many reads may wait at a time; the next is refused with 429. Each holds its connection. */
  @WithDefault("2000")
  @Min(1)
  @Max(100_000)
  int maxWaiting();

  /**
   * The first wait between two looks for versions that other instances materialize, and what it
   * goes back to with each new reader. One statement looks for all readers.
   */
  @WithDefault("10ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 10)
  Duration pollMin();

  /** The longest wait between two looks, reached by doubling while nothing happens. */
  @WithDefault("100ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 10)
  Duration pollMax();

  /** How many states as of a version are computed at a time; the next is refused with 429. */
  @WithDefault("4")
  @Min(1)
  @Max(1_000)
  int maxReplays();

  /**
   * How many event streams may be open at a time; the next is refused with 429. Each holds its
   * connection and, if its client reads slowly, some actions; every look for versions asks for the
   * workflow of each.
   */
  @WithDefault("256")
  @Min(1)
  @Max(100_000)
  int maxEventStreams();

  /**
   * How long an event stream goes on. Clients then come again by themselves, go on where they were,
   * and are asked anew who they are.
   */
  @WithDefault("15m")
  @DurationMin(seconds = 1)
  @DurationMax(days = 1)
  Duration eventStreamAge();

  /** How long a statement may take before the read is answered with 503. */
  @WithDefault("5s")
  @DurationMin(millis = 10)
  @DurationMax(minutes = 5)
  Duration statementTimeout();

  /** Bytes of JSON a page, after which it ends early; at least one item is on it. */
  @WithDefault("4M")
  MemorySize pageBytes();
}
