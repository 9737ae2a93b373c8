package dev.purereducer.performance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The first kinds of load, each without and then with another session that holds an old snapshot
 * open, as analytics queries do: no dead row that it might see can be cleaned up.
 */
record PinnedSnapshot() implements Workload {
  /** What one kind came to. */
  private record Figure(double value, Acknowledged acknowledged) {}

  @FunctionalInterface
  private interface Measurement {
    Figure of(Benchmark bench, String name) throws Exception;
  }

  private record Kind(String metric, Measurement measurement) {}

  private static final double HOT_SECONDS = 10;

  private static final List<Kind> KINDS = List.of(
      burst("hot_key_100_p99_ms", 100, 1),
      burst("hot_key_500_p99_ms", 500, 1),
      throughput("throughput_single", IngressMode.SINGLE, 5),
      throughput("throughput_bulk", IngressMode.BULK, 10),
      throughput("throughput_kafka", IngressMode.KAFKA, 10),
      new Kind(
          "sequential_p99_ms",
          (bench, name) -> latency(new SequentialCommits(1).measure(bench, name))),
      burst("latency_1000_p99_ms", 1_000, 10),
      new Kind("projection_lag_p99_ms", (bench, name) -> {
        var tally = new ProjectionLag(1).measure(bench, name);
        return new Figure(tally.lag().getValueAtPercentile(99) / 1e6, tally.acknowledged());
      }),
      new Kind("hot_key_sustained", (bench, name) -> {
        var tally = new HotKeySustained(HOT_SECONDS).measure(bench, name);
        return new Figure(tally.perSecond(), tally.acknowledged());
      }));

  private static Kind burst(String metric, int actions, int keys) {
    return new Kind(
        metric,
        (bench, name) -> latency(new Burst(name, actions, keys, 10, _ -> {})
            .measure(bench.service(), name)
            .tally()));
  }

  private static Kind throughput(String metric, IngressMode way, int rounds) {
    return new Kind(metric, (bench, name) -> {
      var measured = way.measure(bench, name, rounds);
      var acknowledged = measured.acknowledged();
      return new Figure(acknowledged.total() / measured.seconds(), acknowledged);
    });
  }

  private static Figure latency(LatencyCounts tally) {
    return new Figure(tally.latency().getValueAtPercentile(99) / 1e6, tally.acknowledged());
  }

  @Override
  public String id() {
    return "pinned-snapshot";
  }

  @Override
  public String what() {
    return "each kind of load, smaller, without and with an old snapshot held open";
  }

  @Override
  public int seconds() {
    return 90;
  }

  @Override
  public void run(Benchmark bench, Result result) throws Exception {
    result.parameter("snapshot", "BEGIN ISOLATION LEVEL REPEATABLE READ, and a SELECT");
    for (var kind : KINDS) {
      measure(bench, kind, "open", result);
    }
    try (var session = bench.postgres().sql().connect()) {
      pin(session);
      for (var kind : KINDS) {
        measure(bench, kind, "pinned", result);
      }
      session.rollback();
    }
    for (var kind : KINDS) {
      double open = result.metricValue(kind.metric + "_open");
      double pinned = result.metricValue(kind.metric + "_pinned");
      result.metric(kind.metric + "_pinned_percent_of_open", 100 * pinned / open);
    }
  }

  private static void pin(Connection session) throws SQLException {
    session.setAutoCommit(false);
    session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (var statement = session.createStatement()) {
      statement.execute("SELECT count(*) FROM workflow_state");
    }
  }

  private static void measure(Benchmark bench, Kind kind, String how, Result result)
      throws Exception {
    var topic = CommittedTopic.now(bench);
    var figure = kind.measurement.of(bench, "pinned-snapshot-" + how + "-" + kind.metric);
    result.metric(kind.metric + "_" + how, figure.value);
    Check.stores(bench, figure.acknowledged, topic, result);
  }
}
