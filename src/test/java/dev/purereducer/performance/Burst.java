package dev.purereducer.performance;

import dev.purereducer.testkit.Latencies;
import dev.purereducer.testkit.LoadClient;
import dev.purereducer.testkit.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Workload of actions that are all due at the same moment, each on its own connection; each round uses
 * new workflows.
 *
 * @param actions actions per round
 * @param keys workflows per round
 * @param targets adds the targets to the result
 */
record Burst(String id, int actions, int keys, int rounds, Consumer<Result> targets)
    implements Workload {

  /**
   * Measurements of all rounds.
   *
   * @param totals durations of the rounds, from the first request to the last response
   * @param overTime the same durations by the start of the round
   */
  record Measured(LatencyCounts counts, Latencies totals, Plot overTime) {}

  @Override
  public String description() {
    return "%,d actions at once over %d workflow%s, %d rounds"
        .formatted(actions, keys, keys == 1 ? "" : "s", rounds);
  }

  @Override
  public int seconds() {
    return 5 + rounds * actions / 5_000;
  }

  @Override
  public void run(Benchmark benchmark, Result result) {
    var topic = CommittedEvents.fromNow(benchmark);
    var conflicts = Conflicts.from(benchmark.service());
    var measured = measure(benchmark.service(), id);
    var counts = measured.counts();
    result
        .parameter("actions", actions)
        .parameter("keys", keys)
        .parameter("connections", actions)
        .parameter("rounds", rounds)
        .parameter("latency_counts_from", "the start of the round")
        .latencies("latency", counts.latency())
        .latencies("round_total", measured.totals())
        .plot(measured.overTime())
        .metric("conflicts", conflicts.sinceStart())
        .metric("committed_percent", 100.0 * counts.acknowledged().total() / (actions * rounds));
    targets.accept(result);
    StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);
  }

  /** Runs all rounds, on workflows whose names begin with {@code name}. */
  Measured measure(ServiceProcess service, String name) {
    var load = new StampActions(Keys.of(name, keys * rounds));
    var counts = new LatencyCounts(load.keys());
    var totals = new Latencies();
    List<Double> begun = new ArrayList<>();
    List<Double> took = new ArrayList<>();
    try (var client = LoadClient.connectAndAwaitIdle(actions, service)) {
      long begin = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        int first = round * keys;
        long start = System.nanoTime();
        client.run(ClosedLoad.burst(load, counts, number -> first + number % keys, actions));
        long total = System.nanoTime() - start;
        totals.record(total);
        begun.add((start - begin) / 1e9);
        took.add(total / 1e6);
      }
    }
    var line = new Plot.Line("rounds", took);
    return new Measured(
        counts, totals, new Plot("round total", "ms", Plot.Axis.SECONDS, begun, List.of(line)));
  }
}
