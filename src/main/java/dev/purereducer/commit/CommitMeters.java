package dev.purereducer.commit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Meters of the commit path. Workflow keys are never labels. */
@ApplicationScoped
public class CommitMeters {
  private final MeterRegistry registry;
  private final Counter committedTurns;
  private final Counter committedActions;
  private final Counter conflicts;
  private final Counter gaveUp;
  private final Counter deadLetters;
  private final Counter dedupHits;
  private final Counter baselineMisses;
  private final Counter queueRefusals;
  private final Counter outages;
  private final Counter rejectedBatches;
  private final DistributionSummary attempts;
  private final DistributionSummary batchKeys;
  private final DistributionSummary batchActions;
  private final Timer backoff;
  private final Timer commitLatency;

  public CommitMeters(MeterRegistry registry) {
    this.registry = registry;
    committedTurns =
        counter("commits", "Committed turns; each covers one or more actions of a workflow");
    committedActions = counter("commit.actions", "Actions committed");
    conflicts = counter("conflicts", "Version conflicts of turns with another instance");
    gaveUp = counter("gave.up", "Actions given up after the last attempt ended in a conflict");
    deadLetters = Counter.builder("purereducer.dead.letters.added")
        .description("Dead letters written, by reason")
        .tag("reason", "gave-up")
        .register(registry);
    dedupHits = counter("dedup.hits", "Duplicate actions, answered with the recorded outcome");
    baselineMisses =
        counter("baseline.misses", "Turns of existing workflows whose state was not in the cache");
    queueRefusals = counter("queue.refusals", "Actions refused because a queue was full");
    outages = counter("store.outages", "Commit statements that failed or timed out");
    rejectedBatches = counter(
        "store.refusals", "Commit statements that the database rejected because of their content");
    attempts = summary("attempts", "Attempts per turn, committed or given up");
    batchKeys = summary("batch.keys", "Workflows per commit statement");
    batchActions = summary("batch.actions", "Actions per commit statement");
    backoff = timer("backoff", "Waits before an attempt after a conflict");
    commitLatency = timer("commit.latency", "Duration of a commit statement");
  }

  void statementCompleted(Duration took, int keys, int actions) {
    commitLatency.record(took);
    batchKeys.record(keys);
    batchActions.record(actions);
  }

  void committed(int actions, int attemptsTaken) {
    committedTurns.increment();
    committedActions.increment(actions);
    attempts.record(attemptsTaken);
  }

  void conflict() {
    conflicts.increment();
  }

  void backoff(Duration wait) {
    backoff.record(wait);
  }

  void gaveUp(int actions, int attemptsTaken) {
    gaveUp.increment(actions);
    deadLetters.increment(actions);
    attempts.record(attemptsTaken);
  }

  void dedupHit() {
    dedupHits.increment();
  }

  void baselineMiss() {
    baselineMisses.increment();
  }

  void queueFull() {
    queueRefusals.increment();
  }

  void outage() {
    outages.increment();
  }

  void batchRejected() {
    rejectedBatches.increment();
  }

  /** Registers the gauges of a lane; {@code number} is their label. */
  <T> void watchLane(
      T lane, String number, ToDoubleFunction<T> actions, ToDoubleFunction<T> bytes) {
    Gauge.builder("purereducer.queue.depth", lane, actions)
        .description("Actions in a lane, queued or in flight")
        .tag("lane", number)
        .register(registry);
    Gauge.builder("purereducer.queue.size", lane, bytes)
        .description("Payload bytes in a lane, queued or in flight")
        .baseUnit("bytes")
        .tag("lane", number)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("purereducer." + name).description(description).register(registry);
  }

  private DistributionSummary summary(String name, String description) {
    return DistributionSummary.builder("purereducer." + name)
        .description(description)
        .register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder("purereducer." + name)
        .description(description)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry);
  }
}
