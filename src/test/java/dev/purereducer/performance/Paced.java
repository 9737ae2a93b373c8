package dev.purereducer.performance;

import java.util.function.Consumer;

/**
 * Actions at a steady rate, whatever the answers do, and how far reads lag meanwhile.
 *
 * @param perSecond the rate
 * @param lasting for how many seconds
 * @param sampleSeconds how often memory and tables are looked at
 * @param targets what is demanded of the result
 */
record Paced(String id, int perSecond, int lasting, int sampleSeconds, Consumer<Result> targets)
    implements Workload {
  private static final int KEYS = 1_000;
  private static final int CONNECTIONS = 256;
  private static final int WATCHED_PER_SECOND = 100;

  @Override
  public String what() {
    return "%,d actions/s over %,d workflows for %d s, %d of them a second read back"
        .formatted(perSecond, KEYS, lasting, WATCHED_PER_SECOND);
  }

  @Override
  public int seconds() {
    return lasting + 5 + lasting * perSecond / 100_000;
  }

  @Override
  public void run(Benchmark bench, Result result) {
    var topic = CommittedTopic.now(bench);
    var cost = Cost.from(bench);
    var actions = new Actions(Keys.of(id, KEYS));
    var tally = new LatencyCounts(actions.keys());
    var pace =
        PacedLoad.Pace.lasting(perSecond, lasting, Math.max(1, perSecond / WATCHED_PER_SECOND));
    try (var client = new LoadClient(CONNECTIONS, bench.service());
        var samples = Samples.every(bench, sampleSeconds)) {
      client.run(new PacedLoad(actions, tally, pace));
      samples.close();
      samples.report(result);
    }
    report(bench, tally, result);
    cost.report(tally.acknowledged().total(), result);
    targets.accept(result);
    Check.stores(bench, tally.acknowledged(), topic, result);
  }

  private void report(Benchmark bench, LatencyCounts tally, Result result) {
    var seconds = tally.timeline().seconds();
    result
        .parameter("per_second", perSecond)
        .parameter("seconds", lasting)
        .parameter("keys", KEYS)
        .parameter("connections", CONNECTIONS)
        .parameter("latency_counts_from", "when the action was due")
        .parameter("lag", "from the answer to POST to the answer to GET ?min_version=")
        .throughput(tally.perSecond(), bench.yardstick())
        .metric("committed_percent", 100.0 * tally.acknowledged().total() / perSecond / lasting)
        .latencies("latency", tally.latency())
        .latencies("lag", tally.lag())
        .metric("not_seen", tally.notSeen())
        .plot(Plot.overTime("committed", "actions/s", seconds, Timeline.Second::committed))
        .plot(Plot.overTime("latency p99", "ms", seconds, Timeline.Second::latencyP99))
        .plot(Plot.overTime("lag p99", "ms", seconds, Timeline.Second::lagP99));
  }
}
