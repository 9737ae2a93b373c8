package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;

/** Workload of closed-loop callers on one workflow. */
record HotKeySustained(double lasting) implements Workload {
  static final int CONNECTIONS = 256;

  @Override
  public String id() {
    return "hot-key-sustained";
  }

  @Override
  public String description() {
    return "one workflow, %d callers that each send the next action on the response, for %.0f s"
        .formatted(CONNECTIONS, lasting);
  }

  @Override
  public int seconds() {
    return (int) lasting + 10;
  }

  @Override
  public void run(Benchmark benchmark, Result result) {
    var topic = CommittedEvents.fromNow(benchmark);
    var conflicts = Conflicts.from(benchmark.service());
    var cost = Cost.from(benchmark);
    var counts = measure(benchmark, id());
    result
        .parameter("keys", 1)
        .parameter("connections", CONNECTIONS)
        .parameter("seconds", lasting)
        .throughput(counts.perSecond(), benchmark.reference())
        .latencies("latency", counts.latency())
        .metric("conflicts", conflicts.sinceStart())
        .plot(Plot.overTime(
            "committed", "actions/s", counts.timeline().seconds(), Timeline.Second::committed))
        .plot(Plot.overTime(
            "latency p99", "ms", counts.timeline().seconds(), Timeline.Second::latencyP99))
        .atLeast("throughput_per_second", 15_000, "")
        .atMost("conflicts", 0, "");
    cost.report(counts.acknowledged().total(), result);
    result.check("no_action_was_refused", counts.refused().isEmpty());
    StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);
  }

  LatencyCounts measure(Benchmark benchmark, String name) {
    var actions = new StampActions(Keys.of(name, 1));
    var counts = new LatencyCounts(actions.keys());
    try (var client = LoadClient.connectAndAwaitIdle(CONNECTIONS, benchmark.service())) {
      client.run(ClosedLoad.lasting(actions, counts, lasting));
    }
    return counts;
  }
}
