package dev.purereducer.performance;

import java.util.function.Consumer;

/**
 * Throughput workload of several rounds, each with 5,000 actions over 50 new workflows.
 *
 * @param mode the transport of the actions
 * @param targets adds the targets to the result
 */
record Throughput(String id, IngressMode mode, int rounds, Consumer<Result> targets)
    implements Workload {
  static final int ACTIONS = 5_000;
  static final int KEYS = 50;

  @Override
  public String description() {
    return "%,d actions over %d workflows %s, %d rounds"
        .formatted(ACTIONS, KEYS, mode.description(), rounds);
  }

  @Override
  public int seconds() {
    return 10 + rounds / 3;
  }

  @Override
  public void run(Benchmark benchmark, Result result) throws Exception {
    var topic = CommittedEvents.fromNow(benchmark);
    var conflicts = Conflicts.from(benchmark.service());
    var cost = Cost.from(benchmark);
    var measured = mode.measure(benchmark, id, rounds);
    var acknowledged = measured.acknowledged();
    result.parameter("actions", ACTIONS).parameter("keys", KEYS).parameter("rounds", rounds);
    mode.parameters().forEach(result::parameter);
    result
        .throughput(acknowledged.total() / measured.seconds(), benchmark.reference())
        .metric("seconds", measured.seconds())
        .metric("conflicts", conflicts.sinceStart())
        .metric("committed_percent", 100.0 * acknowledged.total() / (ACTIONS * rounds));
    var counts = measured.counts();
    if (counts != null) {
      result.latencies("latency", counts.latency());
    }
    cost.report(acknowledged.total(), result);
    targets.accept(result);
    long completedNanos = System.nanoTime();
    new StoreProgress(benchmark).awaitProjected(acknowledged.keys());
    result.metric("projected_after_ms", (System.nanoTime() - completedNanos) / 1e6);
    StoreCheck.stores(benchmark, acknowledged, topic, result);
  }

  /** The key of an action by its number over all rounds. */
  static int key(int number) {
    return number / ACTIONS * KEYS + number % KEYS;
  }
}
