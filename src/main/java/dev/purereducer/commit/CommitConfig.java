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

/** Bounds of the commit path. */
@ConfigMapping(prefix = "purereducer.commit")
public interface CommitConfig {
  /**
   * Lanes, each with one event loop and one database connection; by default one per two processors,
   * because HTTP, Kafka and JSON need the rest. More lanes help if the database is far away.
   */
  OptionalInt lanes();

  /**
   * Statements of a lane in flight at once. With one, everything that arrives meanwhile is in the
   * next statement, which costs the database least. More help if the database is far away; they are
   * pipelined on one connection and run one after another.
   */
  @WithDefault("1")
  @Min(1)
  @Max(16)
  int maxInFlight();

  /**
   * Workflows in one statement. Larger batches raise throughput, and the latency of each action.
   */
  @WithDefault("256")
  @Min(1)
  @Max(10_000)
  int maxBatchKeys();

  /** Actions in one statement, over all of its workflows. */
  @WithDefault("2000")
  @Min(1)
  @Max(50_000)
  int maxBatchActions();

  /**
   * Bytes in one statement: payloads, states and events. A single action may exceed it. More speeds
   * up large states, and needs a few times as much memory per statement in flight.
   */
  @WithDefault("4M")
  MemorySize maxBatchBytes();

  /** Maximum time that an idle lane waits while a burst is arriving, before it sends the batch. */
  @WithDefault("2ms")
  @DurationMin(millis = 0)
  @DurationMax(seconds = 1)
  Duration linger();

  /** Actions in one turn. More make a hot key faster, and its events larger. */
  @WithDefault("1000")
  @Min(1)
  @Max(10_000)
  int maxTurnActions();

  /**
   * Attempts of a turn that ends in conflicts, including the first. More make giving up rarer if
   * several instances write to one workflow, and the longest wait of an action longer.
   */
  @WithDefault("7")
  @Min(1)
  @Max(100)
  int maxAttempts();

  /**
   * The shortest wait before an attempt after a conflict, and the base of the jittered exponential
   * backoff. The attempt after the first conflict is made at once.
   */
  @WithDefault("10ms")
  Duration backoffBase();

  /** The longest wait after a conflict. */
  @WithDefault("250ms")
  Duration backoffCap();

  /** The longest wait between statements while the database is unavailable. */
  @WithDefault("1s")
  Duration outageBackoffCap();

  /** Statement timeout: the connection is then closed, and the batch is sent again on a new one. */
  @WithDefault("5s")
  Duration statementTimeout();

  /** Maximum time that a REST caller waits for an unavailable database, before a 503. */
  @WithDefault("5s")
  Duration maxWait();

  /**
   * Time after which a reducer that has not returned is logged with its action, and counted. It blocks
   * its lane and an event loop, so the liveness check ends the process if it does not return.
   */
  @WithDefault("2s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 1)
  Duration reducerTimeout();

  /**
   * Timeouts of a reducer on one action, each of which ends a process, before the action is rejected
   * without calling the reducer.
   */
  @WithDefault("2")
  @Min(1)
  @Max(100)
  int maxReducerTimeouts();

  /**
   * How long the timeouts of a reducer on an action are counted. Longer than a record of an action is
   * redelivered, because the count then starts again.
   */
  @WithDefault("7d")
  @DurationMin(hours = 1)
  Duration reducerTimeoutRetention();

  /** Queued actions of one workflow; further ones get 429. */
  @WithDefault("10000")
  @Min(1)
  int maxKeyActions();

  /** Actions of one lane, queued or in flight; further ones get 429. */
  @WithDefault("20000")
  @Min(1)
  int maxLaneActions();

  /**
   * Payload bytes of one lane, queued or in flight; further actions get 429. By default the lanes
   * share an eighth of the heap.
   */
  Optional<MemorySize> maxLaneBytes();

  /**
   * Versions between two snapshots of a workflow. A read of a past state folds fewer actions than
   * this; each snapshot stores the whole state once more.
   */
  @WithDefault("1000")
  @Min(1)
  @Max(1_000_000)
  int snapshotInterval();

  /** The largest state, as JSON text; an action that leads to a larger one is rejected. */
  @WithDefault("512K")
  MemorySize maxStateBytes();

  /**
   * The largest event. It must be below the broker's max.message.bytes: an action whose event could
   * never be published is rejected.
   */
  @WithDefault("1000000")
  MemorySize maxEventBytes();

  /**
   * Memory of a lane's cache of states, which saves a read before a commit. By default the lanes
   * share an eighth of the heap.
   */
  Optional<MemorySize> baselineBytes();

  /**
   * How long the id of a committed action is kept: a duplicate that arrives later is a new action. By
   * default as long as its history. A shorter time saves about 240 bytes an action.
   */
  Optional<Duration> dedupWindow();

  /** How long a rejection is kept: a duplicate that arrives later is judged again. */
  @WithDefault("24h")
  Duration rejectionWindow();

  /** Interval of the deletion of expired action ids. */
  @WithDefault("10s")
  Duration dedupSweep();

  /** Maximum number of expired action ids deleted in one statement. */
  @WithDefault("5000")
  @Min(1)
  @Max(100_000)
  int dedupSweepRows();
}
