package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;
import java.util.function.Consumer;

/**
 * Workload at a fixed rate, independent of the responses, with the projection lag of some actions.
 *
 * @param perSecond actions per second
 * @param lasting duration in seconds
 * @param sampleSeconds interval of the memory and table samples
 * @param targets adds the targets to the result
 */
record Paced(String id, int perSecond, int lasting, int sampleSeconds, Consumer<Result> targets)
    implements Workload {
  private static final int KEYS = 1_000;
  private static final int CONNECTIONS = 256;
  private static final int READS_PER_SECOND = 100;

  @Override
  public String description() {
    return "%,d actions/s over %,d workflows for %d s, %d of them per second read back"
        .formatted(perSecond, KEYS, lasting, READS_PER_SECOND);
  }

  @Override
  public int seconds() {
    return lasting + 5 + lasting * perSecond / 100_000;
  }

  @Override
  public void run(Benchmark benchmark, Result result) {
    var topic = CommittedEvents.fromNow(benchmark);
    var cost = Cost.from(benchmark);
    var actions = new StampActions(Keys.of(id, KEYS));
    var counts = new LatencyCounts(actions.keys());
    var pace =
        PacedLoad.Pace.lasting(perSecond, lasting, Math.max(1, perSecond / READS_PER_SECOND));
    try (var client = LoadClient.connectAndAwaitIdle(CONNECTIONS, benchmark.service());
        var samples = ResourceSamples.every(benchmark, sampleSeconds)) {
      client.run(new PacedLoad(actions, counts, pace));
      samples.close();
      samples.report(result);
    }
    report(benchmark, counts, result);
    cost.report(counts.acknowledged().total(), result);
    targets.accept(result);
    StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);
  }

  private void report(Benchmark benchmark, LatencyCounts counts, Result result) {
    var seconds = counts.timeline().seconds();
    result
        .parameter("per_second", perSecond)
        .parameter("seconds", lasting)
        .parameter("keys", KEYS)
        .parameter("connections", CONNECTIONS)
        .parameter("latency_counts_from", "the time when the action was due")
        .parameter("lag", "from the response to POST to the response to GET ?min_version=")
        .throughput(counts.perSecond(), benchmark.reference())
        .metric("committed_percent", 100.0 * counts.acknowledged().total() / perSecond / lasting)
        .latencies("latency", counts.latency())
        .latencies("lag", counts.lag())
        .metric("reads_timed_out", counts.readsTimedOut())
        .plot(Plot.overTime("committed", "actions/s", seconds, Timeline.Second::committed))
        .plot(Plot.overTime("latency p99", "ms", seconds, Timeline.Second::latencyP99))
        .plot(Plot.overTime("lag p99", "ms", seconds, Timeline.Second::lagP99));
  }
}
