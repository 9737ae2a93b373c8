package dev.purereducer.performance;

import dev.purereducer.cluster.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Many actions at the same moment, each on a connection of its own; each round on new workflows.
 *
 * @param actions how many at once
 * @param keys over how many workflows
 * @param targets what is demanded of the result
 */
record Burst(String id, int actions, int keys, int rounds, Consumer<Result> targets)
    implements Workload {

  /**
   * What came of all rounds.
   *
   * @param totals from the first send to the last answer, in nanoseconds, for each round
   * @param overTime the same, by when the round began
   */
  record Measured(LatencyCounts tally, Histogram totals, Plot overTime) {}

  @Override
  public String what() {
    return "%,d actions at once over %d workflow%s, %d rounds"
        .formatted(actions, keys, keys == 1 ? "" : "s", rounds);
  }

  @Override
  public int seconds() {
    return 5 + rounds * actions / 5_000;
  }

  @Override
  public void run(Benchmark bench, Result result) {
    var topic = CommittedTopic.now(bench);
    var conflicts = Conflicts.from(bench.service());
    var measured = measure(bench.service(), id);
    var tally = measured.tally();
    result
        .parameter("actions", actions)
        .parameter("keys", keys)
        .parameter("connections", actions)
        .parameter("rounds", rounds)
        .parameter("latency_counts_from", "the start of the round, for every action")
        .latencies("latency", tally.latency())
        .latencies("round_total", measured.totals())
        .plot(measured.overTime())
        .metric("conflicts", conflicts.sinceThen())
        .metric("committed_percent", 100.0 * tally.acknowledged().total() / (actions * rounds));
    targets.accept(result);
    Check.stores(bench, tally.acknowledged(), topic, result);
  }

  /** The rounds, on workflows named after {@code name}. */
  Measured measure(ServiceProcess service, String name) {
    var load = new Actions(Keys.of(name, keys * rounds));
    var tally = new LatencyCounts(load.keys());
    var totals = LatencyCounts.histogram();
    List<Double> begun = new ArrayList<>();
    List<Double> took = new ArrayList<>();
    try (var client = new LoadClient(actions, service)) {
      long begin = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        int first = round * keys;
        long start = System.nanoTime();
        client.run(ClosedLoad.burst(load, tally, number -> first + number % keys, actions));
        long total = System.nanoTime() - start;
        totals.recordValue(total);
        begun.add((start - begin) / 1e9);
        took.add(total / 1e6);
      }
    }
    var line = new Plot.Line("rounds", took);
    return new Measured(
        tally, totals, new Plot("round total", "ms", Plot.Axis.SECONDS, begun, List.of(line)));
  }
}
