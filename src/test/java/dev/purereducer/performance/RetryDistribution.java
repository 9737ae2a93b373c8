package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;

/** Workload that measures the attempts per action when two instances write the same workflows. */
record RetryDistribution(int rounds) implements Workload {
  private static final int ACTIONS = 1_000;
  private static final int KEYS = 20;

  @Override
  public String id() {
    return "retry-distribution";
  }

  @Override
  public String description() {
    return "%,d actions at once over %d workflows, half of each on each of two instances, %d rounds"
        .formatted(ACTIONS, KEYS, rounds);
  }

  @Override
  public int seconds() {
    return 30 + rounds;
  }

  @Override
  public void run(Benchmark benchmark, Result result) throws Exception {
    try (var second = benchmark.startAnother(2);
        var client = LoadClient.connectAndAwaitIdle(ACTIONS, benchmark.service(), second)) {
      var topic = CommittedEvents.fromNow(benchmark);
      var conflicts = Conflicts.from(benchmark.service(), second);
      var actions = new StampActions(Keys.of(id(), KEYS * rounds));
      var counts = new LatencyCounts(actions.keys());
      for (int round = 0; round < rounds; round++) {
        int first = round * KEYS;
        client.run(ClosedLoad.burst(actions, counts, number -> first + key(number), ACTIONS));
      }
      report(counts, conflicts, result);
      StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);
    }
  }

  /** Consecutive actions go to different instances and the same workflow. */
  private static int key(int number) {
    return number / 2 % KEYS;
  }

  private void report(LatencyCounts counts, Conflicts conflicts, Result result) {
    long sent = (long) ACTIONS * rounds;
    result
        .parameter("actions", ACTIONS)
        .parameter("keys", KEYS)
        .parameter("connections", ACTIONS)
        .parameter("instances", 2)
        .parameter("rounds", rounds)
        .metric("committed_percent", 100.0 * counts.acknowledged().total() / sent)
        .metric("conflicts_per_1000_actions", 1_000 * conflicts.sinceStart() / sent);
    double attempts = 0;
    for (var entry : counts.attempts().snapshot().entrySet()) {
      attempts += (double) entry.getKey() * entry.getValue();
      result.metric("attempts_" + entry.getKey() + "_percent", 100.0 * entry.getValue() / sent);
    }
    result
        .metric("attempts_per_action", attempts / counts.acknowledged().total())
        .latencies("latency", counts.latency())
        .atLeast("committed_percent", 100, "100");
  }
}
