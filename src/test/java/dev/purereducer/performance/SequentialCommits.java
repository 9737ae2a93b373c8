package dev.purereducer.performance;

/** One action after the other, each on the answer to the one before. */
record SequentialCommits(int rounds) implements Workload {
  private static final int ACTIONS = 1_000;

  @Override
  public String id() {
    return "sequential-commits";
  }

  @Override
  public String what() {
    return "%,d actions one after the other on one workflow, %d rounds".formatted(ACTIONS, rounds);
  }

  @Override
  public int seconds() {
    return 5 + rounds * 3;
  }

  @Override
  public void run(Benchmark bench, Result result) {
    var topic = CommittedTopic.now(bench);
    var tally = measure(bench, id());
    result
        .parameter("actions", ACTIONS)
        .parameter("keys", 1)
        .parameter("connections", 1)
        .parameter("rounds", rounds)
        .latencies("latency", tally.latency())
        .atMost("latency_p99_ms", 5, "12.97");
    Check.stores(bench, tally.acknowledged(), topic, result);
  }

  LatencyCounts measure(Benchmark bench, String name) {
    var actions = new Actions(Keys.of(name, rounds));
    var tally = new LatencyCounts(actions.keys());
    try (var client = new LoadClient(1, bench.service())) {
      client.run(
          ClosedLoad.of(actions, tally, number -> number / ACTIONS, (long) rounds * ACTIONS));
    }
    return tally;
  }
}
