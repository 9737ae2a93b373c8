package dev.purereducer.commit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** The commit path's meters. No workflow key ever becomes a label. */
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
  private final Counter refusals;
  private final Counter outages;
  private final Counter refusedBatches;
  private final DistributionSummary attempts;
  private final DistributionSummary batchKeys;
  private final DistributionSummary batchActions;
  private final Timer backoff;
  private final Timer commitLatency;

  public CommitMeters(MeterRegistry registry) {
    this.registry = registry;
    committedTurns = counter("commits", "Commits of a workflow; each covers one or more actions");
    committedActions = counter("commit.actions", "Actions committed");
    conflicts = counter("conflicts", "Races that a turn lost to another instance");
    gaveUp = counter("gave.up", "Actions given up after the last attempt");
    deadLetters = Counter.builder("purereducer.dead.letters.added")
        .description("Letters written, by kind of reason")
        .tag("reason", "gave-up")
        .register(registry);
    dedupHits = counter("dedup.hits", "Actions answered with what their first sending came to");
    baselineMisses =
        counter("baseline.misses", "Turns folded before the workflow's state was known");
    refusals = counter("queue.refusals", "Actions refused because a queue was full");
    outages = counter("store.outages", "Statements that the store did not answer");
    refusedBatches =
        counter("store.refusals", "Statements that the store refused for their content");
    attempts = summary("attempts", "Attempts a committed or given-up turn took");
    batchKeys = summary("batch.keys", "Workflows in one statement");
    batchActions = summary("batch.actions", "Actions in one statement");
    backoff = timer("backoff", "Waits after a lost race");
    commitLatency = timer("commit.latency", "From sending a batch to the store to its answer");
  }

  void batchAnswered(Duration took, int keys, int actions) {
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

  void backingOff(Duration wait) {
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

  void rejectedByQueue() {
    refusals.increment();
  }

  void outage() {
    outages.increment();
  }

  void batchRefused() {
    refusedBatches.increment();
  }

  /** Shows what waits in a lane; {@code lane} is its number. */
  <T> void watchLane(
      T lane, String number, ToDoubleFunction<T> actions, ToDoubleFunction<T> bytes) {
    Gauge.builder("purereducer.queue.depth", lane, actions)
        .description("Actions in a lane, waiting or under way")
        .tag("lane", number)
        .register(registry);
    Gauge.builder("purereducer.queue.size", lane, bytes)
        .description("Payload bytes in a lane, waiting or under way")
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
