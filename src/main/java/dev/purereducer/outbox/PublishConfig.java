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

/** Configuration of the relay. */
@ConfigMapping(prefix = "purereducer.publish")
public interface PublishConfig {
  /**
   * Lifetime of a lease: how long the shards of a crashed relay stay unpublished. A shorter TTL
   * fails over sooner; with one that is too short, a pause of the process or the database makes two
   * relays publish the same rows.
   */
  @WithDefault("10s")
  @DurationMin(millis = 500)
  @DurationMax(minutes = 10)
  Duration leaseTtl();

  /**
   * Interval of lease renewals, and thus how long a new relay waits for its share. At most a third
   * of the TTL is sensible, so that one renewal may fail.
   */
  @WithDefault("2s")
  @DurationMin(millis = 50)
  @DurationMax(minutes = 2)
  Duration leaseRenewal();

  /**
   * Longest time a batch may wait for the broker before this relay releases its shards to relays
   * that may still reach the broker. A shorter timeout fails over sooner, but repeats events when
   * the broker was only slow.
   */
  @WithDefault("30s")
  @DurationMin(seconds = 1)
  @DurationMax(hours = 1)
  Duration batchTimeout();

  /**
   * First wait between polls of an empty outbox; it doubles up to {@link #pollMax}. Only rows
   * committed by other instances wait for a poll.
   */
  @WithDefault("5ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 10)
  Duration pollMin();

  /**
   * Longest wait between two polls, and thus the longest delay of a row committed by another
   * instance in an idle system. A longer wait loads the database less; a poll of an empty outbox is
   * cheap.
   */
  @WithDefault("100ms")
  @DurationMin(millis = 1)
  @DurationMax(seconds = 60)
  Duration pollMax();

  /**
   * Maximum rows per batch. Larger batches save round trips under load; after a crash, up to one
   * batch is published again.
   */
  @WithDefault("1000")
  @Min(1)
  @Max(20000)
  int batchRows();

  /**
   * Batch linger: how long a busy relay waits before it reads the next batch. A relay is busy if its
   * last batch had at least 40 rows, or if as many actions are about to be committed. A longer linger
   * costs less CPU time per event and delays events by up to as much.
   */
  @WithDefault("10ms")
  @DurationMin(millis = 0)
  @DurationMax(seconds = 1)
  Duration linger();

  /**
   * Maximum event bytes per batch; the last row may exceed it. Bounds the relay's memory, together
   * with the producer's {@code buffer.memory}.
   */
  @WithDefault("8M")
  MemorySize batchBytes();

  /**
   * How long a shutdown publishes remaining rows, and again how long it waits for the batch in
   * progress. The next owner of the shards publishes the rest.
   */
  @WithDefault("5s")
  @DurationMin(millis = 0)
  @DurationMax(minutes = 1)
  Duration drainTimeout();

  /** {@code ce_source} of the events, a URI reference. */
  @WithDefault("/pure-reducer")
  @NotBlank
  String source();

  /** Compression of the producer. Saves network traffic and broker disk, costs CPU. */
  @WithDefault("none")
  @Pattern(regexp = "none|gzip|lz4|snappy|zstd")
  String compression();
}
