package dev.purereducer.commit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The commit path's bounds. The defaults are the fast and safe ones. */
@ConfigMapping(prefix = "purereducer.commit")
public interface CommitConfig {
  /**
   * Lanes, each with one event loop and one database connection; by default one for two
   * processors, as the others of this process work too. More help when the database is far away.
   */
  OptionalInt lanes();

  /**
   * Statements a lane has under way at once. With one, all that arrives meanwhile goes with the
   * next, which costs the database least; more help when it is far away. They share a connection
   * and run one after another.
   */
  @WithDefault("1")
  @Min(1)
  @Max(16)
  int maxInFlight();

  /** Keys in one statement. Larger batches raise throughput and the latency of each action. */
  @WithDefault("256")
  @Min(1)
  @Max(10_000)
  int maxBatchKeys();

  /** Actions in one statement, over all of its keys. */
  @WithDefault("2000")
  @Min(1)
  @Max(50_000)
  int maxBatchActions();

  /**
   * Bytes in one statement: payloads, states and events; one action may exceed it alone. More
   * speed up large states and hold more memory, a few times as much in each statement under way.
   */
  @WithDefault("4M")
  MemorySize maxBatchBytes();

  /** The longest that a lane with nothing under way lets a burst arrive before it sends it. */
  @WithDefault("2ms")
  @DurationMin(millis = 0)
  @DurationMax(seconds = 1)
  Duration linger();

  /** Actions of one key that one turn folds. More make a hot key faster and its events longer. */
  @WithDefault("1000")
  @Min(1)
  @Max(10_000)
  int maxTurnActions();

  /**
   * Tries of a turn that keeps losing races, the first included. More make giving up rarer where
   * several instances write one workflow, and the longest wait of an action longer.
   */
  @WithDefault("7")
  @Min(1)
  @Max(100)
  int maxAttempts();

  /**
   * The shortest wait after a second lost race, and what the jittered waits grow from. After the
   * first there is none.
   */
  @WithDefault("10ms")
  Duration backoffBase();

  /** The longest wait after a lost race. */
  @WithDefault("250ms")
  Duration backoffCap();

  /** The longest wait between tries while the store does not answer. */
  @WithDefault("1s")
  Duration outageBackoffCap();

  /** How long a statement may take before its connection is given up and the batch tried again. */
  @WithDefault("5s")
  Duration statementTimeout();

  /** How long a caller over REST waits for a store that does not answer, before a 503. */
  @WithDefault("5s")
  Duration maxWait();

  /** Actions that may wait for one key; further ones get 429. */
  @WithDefault("10000")
  @Min(1)
  int maxKeyActions();

  /** Actions that may wait in one lane; further ones get 429. */
  @WithDefault("20000")
  @Min(1)
  int maxLaneActions();

  /**
   * Payload bytes that may wait in one lane; further actions get 429. By default the lanes share an
   * eighth of the heap.
   */
  Optional<MemorySize> maxLaneBytes();

  /** The largest state, as JSON text; an action that would grow it further is rejected. */
  @WithDefault("512K")
  MemorySize maxStateBytes();

  /**
   * The largest event. Keep it below what the broker takes (max.message.bytes): an event that can
   * never be published is refused before the commit.
   */
  @WithDefault("1000000")
  MemorySize maxEventBytes();

  /**
   * Memory for the states a lane remembers, so that a commit need not read first. By default the
   * lanes share an eighth of the heap.
   */
  Optional<MemorySize> baselineBytes();

  /** How long an action id is remembered: a duplicate that comes later is a new action. */
  @WithDefault("6h")
  Duration dedupWindow();

  /** How often expired action ids are looked for. */
  @WithDefault("10s")
  Duration dedupSweep();

  /** Expired action ids deleted in one statement. */
  @WithDefault("5000")
  @Min(1)
  @Max(100_000)
  int dedupSweepRows();
}
