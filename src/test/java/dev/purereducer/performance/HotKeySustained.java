package dev.purereducer.performance;

/** One workflow, as many actions as its callers can send, for some time. */
record HotKeySustained(double lasting) implements Workload {
  static final int CONNECTIONS = 256;

  @Override
  public String id() {
    return "hot-key-sustained";
  }

  @Override
  public String what() {
    return "one workflow, %d callers that each send on their answer, for %.0f s"
        .formatted(CONNECTIONS, lasting);
  }

  @Override
  public int seconds() {
    return (int) lasting + 10;
  }

  @Override
  public void run(Benchmark bench, Result result) {
    var topic = CommittedTopic.now(bench);
    var conflicts = Conflicts.from(bench.service());
    var cost = Cost.from(bench);
    var tally = measure(bench, id());
    result
        .parameter("keys", 1)
        .parameter("connections", CONNECTIONS)
        .parameter("seconds", lasting)
        .throughput(tally.perSecond(), bench.yardstick())
        .latencies("latency", tally.latency())
        .metric("conflicts", conflicts.sinceThen())
        .plot(Plot.overTime(
            "committed", "actions/s", tally.timeline().seconds(), Timeline.Second::committed))
        .plot(Plot.overTime(
            "latency p99", "ms", tally.timeline().seconds(), Timeline.Second::latencyP99))
        .atLeast("throughput_per_second", 15_000, "")
        .atMost("conflicts", 0, "");
    cost.report(tally.acknowledged().total(), result);
    result.check("nothing_was_refused", tally.refused().isEmpty());
    Check.stores(bench, tally.acknowledged(), topic, result);
  }

  LatencyCounts measure(Benchmark bench, String name) {
    var actions = new Actions(Keys.of(name, 1));
    var tally = new LatencyCounts(actions.keys());
    try (var client = new LoadClient(CONNECTIONS, bench.service())) {
      client.run(ClosedLoad.lasting(actions, tally, lasting));
    }
    return tally;
  }
}
