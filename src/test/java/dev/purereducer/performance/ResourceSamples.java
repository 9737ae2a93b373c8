package dev.purereducer.performance;

import dev.purereducer.testkit.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Periodic samples of the service's memory and of PostgreSQL's statistics. */
final class ResourceSamples implements AutoCloseable {
  private static final double MIB = 1 << 20;

  /** One sample: sizes in MiB, counters since the start of the server. */
  record Sample(
      double second,
      double resident,
      double heap,
      double deadTuples,
      double walBytes,
      double transactions,
      double actions) {}

  private final Benchmark benchmark;
  private final Sql sql;
  private final long startNanos = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private ResourceSamples(Benchmark benchmark) {
    this.benchmark = benchmark;
    this.sql = benchmark.postgres().sql();
  }

  static ResourceSamples every(Benchmark benchmark, int seconds) {
    var samples = new ResourceSamples(benchmark);
    samples.thread.scheduleAtFixedRate(samples::take, 0, seconds, TimeUnit.SECONDS);
    return samples;
  }

  private synchronized void take() {
    var metrics = benchmark.service().metrics();
    var counts = sql.rows(
            """
        SELECT (SELECT sum(n_dead_tup) FROM pg_stat_user_tables),
               pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'),
               (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database())
        """, row -> new double[] {row.getDouble(1), row.getDouble(2), row.getDouble(3)})
        .getFirst();
    samples.add(new Sample(
        (System.nanoTime() - startNanos) / 1e9,
        benchmark.service().residentBytes() / MIB,
        metrics.sum("jvm_memory_used_bytes", "area=\"heap\"") / MIB,
        counts[0],
        counts[1],
        counts[2],
        metrics.sum("purereducer_commit_actions_total")));
  }

  @Override
  public void close() {
    thread.close();
  }

  /** Adds metrics and plots to the result. */
  synchronized void report(Result result) {
    result
        .metric("resident_mib", median(samples.subList(samples.size() / 2, samples.size())))
        .metric("resident_growth_percent", residentGrowthPercent())
        .metric(
            "dead_tuples_max",
            samples.stream().mapToDouble(Sample::deadTuples).max().orElseThrow())
        .plot(plot(
            "memory",
            "MiB",
            List.of(line("resident", Sample::resident), line("heap used", Sample::heap))))
        .plot(plot("dead tuples", "rows", List.of(line("dead tuples", Sample::deadTuples))))
        .plot(plot("write-ahead log", "bytes/action", List.of(perAction("log", Sample::walBytes))))
        .plot(plot(
            "transactions",
            "per action",
            List.of(perAction("transactions", Sample::transactions))));
  }

  /** The last fifth compared with the second; heap and caches fill during the first. */
  private double residentGrowthPercent() {
    int fifth = Math.max(1, samples.size() / 5);
    double early = median(samples.subList(fifth, 2 * fifth));
    double late = median(samples.subList(samples.size() - fifth, samples.size()));
    return 100 * (late - early) / early;
  }

  private static double median(List<Sample> of) {
    return of.stream()
        .mapToDouble(Sample::resident)
        .sorted()
        .skip(of.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private Plot plot(String title, String unit, List<Plot.Line> lines) {
    var xs = samples.stream().map(Sample::second).toList();
    return new Plot(title, unit, Plot.Axis.SECONDS, xs, lines);
  }

  private Plot.Line line(String name, ToDoubleFunction<Sample> value) {
    return new Plot.Line(name, samples.stream().map(value::applyAsDouble).toList());
  }

  /** The increase in each interval, divided by the actions committed in it. */
  private Plot.Line perAction(String name, ToDoubleFunction<Sample> count) {
    List<Double> values = new ArrayList<>(List.of(Double.NaN));
    for (int i = 1; i < samples.size(); i++) {
      var before = samples.get(i - 1);
      var after = samples.get(i);
      double actions = after.actions() - before.actions();
      double used = count.applyAsDouble(after) - count.applyAsDouble(before);
      values.add(actions > 0 ? used / actions : Double.NaN);
    }
    return new Plot.Line(name, values);
  }
}
