package dev.purereducer.outbox;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The relay. */
@ConfigMapping(prefix = "purereducer.publish")
public interface PublishConfig {
  /**
   * How long a relay that died keeps its shards from the others. Shorter takes over sooner; too
   * short, and a pause of the process or the database makes relays publish the same rows twice.
   */
  @WithDefault("10s")
  @DurationMin(millis = 500)
  @DurationMax(minutes = 10)
  Duration leaseTtl();

  /**
   * How often a lease is renewed, and so how long a new relay waits for its share. At most a third
   * of the TTL is sensible: then one renewal may fail.
   */
  @WithDefault("2s")
  @DurationMin(millis = 50)
  @DurationMax(minutes = 2)
  Duration leaseRenewal();

  /**
   * How long a batch may wait for the broker before this relay gives its shards to others, who may
   * still reach it. Shorter fails over sooner, at the price of repeats when the broker was only
   * slow.
   */
  @WithDefault("30s")
  @DurationMin(seconds = 1)
  @DurationMax(hours = 1)
  Duration batchTimeout();

  /**
   * The first wait after the outbox was empty; it doubles up to {@link #pollMax}. Only rows that
   * other instances committed wait for a poll at all.
   */
  @WithDefault("5ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 10)
  Duration pollMin();

  /**
   * The longest wait between two polls: the most that a row of another instance waits in an idle
   * system. A poll of an empty outbox takes the database about 0.1 ms, so the default costs it a
   * thousandth of a core for each idle relay.
   */
  @WithDefault("100ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 60)
  Duration pollMax();

  /**
   * The most rows of a batch. More spare round trips under load; a batch is also what is repeated
   * after a crash.
   */
  @WithDefault("1000")
  @Min(1)
  @Max(20000)
  int batchRows();

  /**
   * The longest that a busy relay lets rows gather before it reads the next batch: one whose last
   * batch had 40 rows or more, or beside which as many actions of few workflows wait. Longer costs
   * less processor time for an event, and makes events that much later.
   */
  @WithDefault("10ms")
  @DurationMin(millis = 0)
  @DurationMax(seconds = 1)
  Duration linger();

  /**
   * About the most event bytes of a batch: the last row may exceed it. Bounds the relay's memory,
   * together with the producer's {@code buffer.memory}.
   */
  @WithDefault("8M")
  MemorySize batchBytes();

  /**
   * How long a stop publishes what is left, and once more, how long it waits for the batch under
   * way. The rest is published by the next owner.
   */
  @WithDefault("5s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 1)
  Duration drainTimeout();

  /** {@code ce_source} of the events: who they come from, as a URI reference. */
  @WithDefault("/pure-reducer")
  @NotBlank
  String source();

  /** How the producer compresses. Saves network and broker disk, costs CPU. */
  @WithDefault("none")
  @Pattern(regexp = "none|gzip|lz4|snappy|zstd")
  String compression();
}
