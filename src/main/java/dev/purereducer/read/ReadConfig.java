package dev.purereducer.read;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of reads. */
@ConfigMapping(prefix = "purereducer.read")
public interface ReadConfig {
  /**
   * Wait for {@code min_version} of a read without {@code max_wait_ms}. With a longer wait, more reads
   * are answered from the projection; with a shorter one, they are answered sooner from the canonical
   * store.
   */
  @WithDefault("1s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 1)
  Duration defaultWait();

  /** Maximum of {@code max_wait_ms}. The read timeout of proxies should be longer. */
  @WithDefault("30s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 5)
  Duration maxWait();

  /** Maximum number of waiting reads; more are rejected with 429. Each occupies a connection. */
  @WithDefault("2000")
  @Min(1)
  @Max(100_000)
  int maxWaiting();

  /**
   * First interval between two polls for versions that other instances have projected; every new
   * waiting read resets it. One statement polls for all reads.
   */
  @WithDefault("10ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 10)
  Duration pollMin();

  /** Longest interval between two polls, reached by doubling. */
  @WithDefault("100ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 10)
  Duration pollMax();

  /** Maximum number of concurrent replays ({@code at_version}); more are rejected with 429. */
  @WithDefault("4")
  @Min(1)
  @Max(1_000)
  int maxReplays();

  /**
   * Maximum number of open event streams; more are rejected with 429. Each occupies a connection,
   * buffers some actions if its client reads slowly, and adds its workflow to every poll.
   */
  @WithDefault("256")
  @Min(1)
  @Max(100_000)
  int maxEventStreams();

  /**
   * Maximum duration of an event stream. Clients then reconnect, are authenticated again, and resume.
   */
  @WithDefault("15m")
  @DurationMin(seconds = 1)
  @DurationMax(days = 1)
  Duration eventStreamAge();

  /**
   * Maximum number of concurrent lists of workflows. Others wait for their turn, and are answered with
   * 503 after {@code statement-timeout}. A filter may read all read models, so keep it below the size of
   * the connection pool, which other reads and the materializer use too.
   */
  @WithDefault("3")
  @Min(1)
  @Max(100)
  int maxLists();

  /** Statement timeout, after which the read is answered with 503. */
  @WithDefault("5s")
  @DurationMin(millis = 10)
  @DurationMax(minutes = 5)
  Duration statementTimeout();

  /** Maximum bytes of JSON per page. A page has at least one item. */
  @WithDefault("4M")
  MemorySize pageBytes();
}
