package dev.purereducer.performance;

import java.util.function.Consumer;

/**
 * 5,000 actions over 50 workflows, round after round on new ones, so that it takes seconds.
 *
 * @param way how the actions are sent
 * @param targets what is demanded of the result
 */
record Throughput(String id, IngressMode way, int rounds, Consumer<Result> targets)
    implements Workload {
  static final int ACTIONS = 5_000;
  static final int KEYS = 50;

  @Override
  public String what() {
    return "%,d actions over %d workflows %s, %d rounds"
        .formatted(ACTIONS, KEYS, way.what(), rounds);
  }

  @Override
  public int seconds() {
    return 10 + rounds / 3;
  }

  @Override
  public void run(Benchmark bench, Result result) throws Exception {
    var topic = CommittedTopic.now(bench);
    var conflicts = Conflicts.from(bench.service());
    var cost = Cost.from(bench);
    var measured = way.measure(bench, id, rounds);
    var acknowledged = measured.acknowledged();
    result.parameter("actions", ACTIONS).parameter("keys", KEYS).parameter("rounds", rounds);
    way.parameters().forEach(result::parameter);
    result
        .throughput(acknowledged.total() / measured.seconds(), bench.yardstick())
        .metric("seconds", measured.seconds())
        .metric("conflicts", conflicts.sinceThen())
        .metric("committed_percent", 100.0 * acknowledged.total() / (ACTIONS * rounds));
    var tally = measured.tally();
    if (tally != null) {
      result.latencies("latency", tally.latency());
    }
    cost.report(acknowledged.total(), result);
    targets.accept(result);
    long sent = System.nanoTime();
    new Stores(bench).awaitProjected(acknowledged.keys());
    result.metric("projected_after_ms", (System.nanoTime() - sent) / 1e6);
    Check.stores(bench, acknowledged, topic, result);
  }

  /** The workflow of an action by its number, over all rounds. */
  static int key(int number) {
    return number / ACTIONS * KEYS + number % KEYS;
  }
}
