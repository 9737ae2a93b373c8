package dev.purereducer.deadletter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of the dead-letter table, and of redrives. */
@ConfigMapping(prefix = "purereducer.dead-letters")
public interface DeadLetterConfig {
  /**
   * Maximum number of open dead letters in the table. While it is full, further records wait on the
   * topic until some are redriven, and the topic's retention limits how long they can wait.
   */
  @WithDefault("100000")
  @Min(1)
  @Max(100_000_000)
  int maxOpen();

  /**
   * Maximum size of an undecodable record's value in the table. The value of a larger record is
   * only on the topic.
   */
  @WithDefault("1M")
  MemorySize maxRecordBytes();

  /** Retention of open dead letters. An older one is deleted, and its action is never committed. */
  @WithDefault("90d")
  @DurationMin(hours = 1)
  Duration openRetention();

  /** Retention of redriven dead letters, and of the record of redrive attempts. */
  @WithDefault("30d")
  @DurationMin(hours = 1)
  Duration redrivenRetention();

  /** Interval at which open dead letters are counted and expired ones deleted. */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 1)
  Duration sweep();

  /** Maximum number of rows that one statement deletes. */
  @WithDefault("1000")
  @Min(1)
  @Max(100_000)
  int sweepRows();

  /**
   * Number of workflows that a bulk redrive processes concurrently. A higher number finishes
   * sooner, and competes more with incoming actions.
   */
  @WithDefault("8")
  @Min(1)
  @Max(256)
  int redriveConcurrency();

  /**
   * Timeout of a statement on the table: then a request fails with 503, and an insert is retried.
   */
  @WithDefault("5s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 5)
  Duration statementTimeout();
}
