package dev.purereducer.performance;

/**
 * From the answer to a commit until a read shows it: on that answer, {@code GET} with {@code
 * min_version} is sent, and the time until it comes back from the read model is the lag.
 */
record ProjectionLag(int rounds) implements Workload {
  private static final int COMMITS = 100;
  private static final double PER_SECOND = 50;
  private static final int CONNECTIONS = 16;

  @Override
  public String id() {
    return "projection-lag";
  }

  @Override
  public String what() {
    return "%d commits, %.0f a second, each read back, %d rounds"
        .formatted(COMMITS, PER_SECOND, rounds);
  }

  @Override
  public int seconds() {
    return 5 + rounds * 2;
  }

  @Override
  public void run(Benchmark bench, Result result) {
    var topic = CommittedTopic.now(bench);
    var tally = measure(bench, id());
    result
        .parameter("commits", COMMITS)
        .parameter("per_second", PER_SECOND)
        .parameter("rounds", rounds)
        .parameter("lag", "from the answer to POST to the answer to GET ?min_version=")
        .latencies("lag", tally.lag())
        .latencies("latency", tally.latency())
        .metric("not_seen", tally.notSeen())
        .atMost("lag_p99_ms", 25, "99.5");
    Check.stores(bench, tally.acknowledged(), topic, result);
  }

  LatencyCounts measure(Benchmark bench, String name) {
    var actions = new Actions(Keys.of(name, COMMITS));
    var tally = new LatencyCounts(actions.keys());
    try (var client = new LoadClient(CONNECTIONS, bench.service())) {
      client.run(new PacedLoad(
          actions, tally, new PacedLoad.Pace(PER_SECOND, (long) rounds * COMMITS, 1)));
    }
    return tally;
  }
}
