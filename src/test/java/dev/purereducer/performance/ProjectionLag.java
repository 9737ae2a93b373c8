package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;

/**
 * Workload that measures the projection lag: on the response to an action, {@code GET} with {@code
 * min_version} is sent; the time until its response from the read model is the lag.
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
  public String description() {
    return "%d commits, %.0f per second, each read back, %d rounds"
        .formatted(COMMITS, PER_SECOND, rounds);
  }

  @Override
  public int seconds() {
    return 5 + rounds * 2;
  }

  @Override
  public void run(Benchmark benchmark, Result result) {
    var topic = CommittedEvents.fromNow(benchmark);
    var counts = measure(benchmark, id());
    result
        .parameter("commits", COMMITS)
        .parameter("per_second", PER_SECOND)
        .parameter("rounds", rounds)
        .parameter("lag", "from the response to POST to the response to GET ?min_version=")
        .latencies("lag", counts.lag())
        .latencies("latency", counts.latency())
        .metric("reads_timed_out", counts.readsTimedOut())
        .atMost("lag_p99_ms", 25, "99.5");
    StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);
  }

  LatencyCounts measure(Benchmark benchmark, String name) {
    var actions = new StampActions(Keys.of(name, COMMITS));
    var counts = new LatencyCounts(actions.keys());
    try (var client = LoadClient.connectAndAwaitIdle(CONNECTIONS, benchmark.service())) {
      client.run(new PacedLoad(
          actions, counts, new PacedLoad.Pace(PER_SECOND, (long) rounds * COMMITS, 1)));
    }
    return counts;
  }
}
