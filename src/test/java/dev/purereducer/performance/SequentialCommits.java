package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;

/** Workload of sequential actions on one workflow, each sent on the previous response. */
record SequentialCommits(int rounds) implements Workload {
  private static final int ACTIONS = 1_000;

  @Override
  public String id() {
    return "sequential-commits";
  }

  @Override
  public String description() {
    return "%,d actions one after the other on one workflow, %d rounds".formatted(ACTIONS, rounds);
  }

  @Override
  public int seconds() {
    return 5 + rounds * 3;
  }

  @Override
  public void run(Benchmark benchmark, Result result) {
    var topic = CommittedEvents.fromNow(benchmark);
    var counts = measure(benchmark, id());
    result
        .parameter("actions", ACTIONS)
        .parameter("keys", 1)
        .parameter("connections", 1)
        .parameter("rounds", rounds)
        .latencies("latency", counts.latency())
        .atMost("latency_p99_ms", 5, "12.97");
    StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);
  }

  LatencyCounts measure(Benchmark benchmark, String name) {
    var actions = new StampActions(Keys.of(name, rounds));
    var counts = new LatencyCounts(actions.keys());
    try (var client = LoadClient.connectAndAwaitIdle(1, benchmark.service())) {
      client.run(
          ClosedLoad.of(actions, counts, number -> number / ACTIONS, (long) rounds * ACTIONS));
    }
    return counts;
  }
}
