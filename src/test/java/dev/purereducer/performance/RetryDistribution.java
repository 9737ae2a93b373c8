package dev.purereducer.performance;

/** The same workflows from two instances at once, so that races are lost: how often is retried. */
record RetryDistribution(int rounds) implements Workload {
  private static final int ACTIONS = 1_000;
  private static final int KEYS = 20;

  @Override
  public String id() {
    return "retry-distribution";
  }

  @Override
  public String what() {
    return "%,d actions at once over %d workflows, half of each on each of two instances, %d rounds"
        .formatted(ACTIONS, KEYS, rounds);
  }

  @Override
  public int seconds() {
    return 30 + rounds;
  }

  @Override
  public void run(Benchmark bench, Result result) throws Exception {
    try (var second = bench.startAnother(2);
        var client = new LoadClient(ACTIONS, bench.service(), second)) {
      var topic = CommittedTopic.now(bench);
      var conflicts = Conflicts.from(bench.service(), second);
      var actions = new Actions(Keys.of(id(), KEYS * rounds));
      var tally = new LatencyCounts(actions.keys());
      for (int round = 0; round < rounds; round++) {
        int first = round * KEYS;
        client.run(ClosedLoad.burst(actions, tally, number -> first + key(number), ACTIONS));
      }
      report(tally, conflicts, result);
      Check.stores(bench, tally.acknowledged(), topic, result);
    }
  }

  /** Neighbours go to different instances, and to the same workflow. */
  private static int key(int number) {
    return number / 2 % KEYS;
  }

  private void report(LatencyCounts tally, Conflicts conflicts, Result result) {
    long sent = (long) ACTIONS * rounds;
    result
        .parameter("actions", ACTIONS)
        .parameter("keys", KEYS)
        .parameter("connections", ACTIONS)
        .parameter("instances", 2)
        .parameter("rounds", rounds)
        .metric("committed_percent", 100.0 * tally.acknowledged().total() / sent)
        .metric("conflicts_per_1000_actions", 1_000 * conflicts.sinceThen() / sent);
    double attempts = 0;
    for (var entry : tally.attempts().entrySet()) {
      attempts += (double) entry.getKey() * entry.getValue();
      result.metric("attempts_" + entry.getKey() + "_percent", 100.0 * entry.getValue() / sent);
    }
    result
        .metric("attempts_per_action", attempts / tally.acknowledged().total())
        .latencies("latency", tally.latency())
        .atLeast("committed_percent", 100, "100");
  }
}
