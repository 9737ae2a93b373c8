package dev.purereducer.performance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The main workloads, smaller, without and then with a session that holds an old snapshot, as an
 * analytics query does, so that VACUUM cannot remove dead rows.
 */
record PinnedSnapshot() implements Workload {
  /** Result of one kind of load. */
  private record Measured(double value, Acknowledged acknowledged) {}

  @FunctionalInterface
  private interface Measurement {
    Measured of(Benchmark benchmark, String name) throws Exception;
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
          (benchmark, name) -> latency(new SequentialCommits(1).measure(benchmark, name))),
      burst("latency_1000_p99_ms", 1_000, 10),
      new Kind("projection_lag_p99_ms", (benchmark, name) -> {
        var counts = new ProjectionLag(1).measure(benchmark, name);
        return new Measured(counts.lag().p99Millis(), counts.acknowledged());
      }),
      new Kind("hot_key_sustained", (benchmark, name) -> {
        var counts = new HotKeySustained(HOT_SECONDS).measure(benchmark, name);
        return new Measured(counts.perSecond(), counts.acknowledged());
      }));

  private static Kind burst(String metric, int actions, int keys) {
    return new Kind(
        metric,
        (benchmark, name) -> latency(new Burst(name, actions, keys, 10, _ -> {})
            .measure(benchmark.service(), name)
            .counts()));
  }

  private static Kind throughput(String metric, IngressMode mode, int rounds) {
    return new Kind(metric, (benchmark, name) -> {
      var measured = mode.measure(benchmark, name, rounds);
      var acknowledged = measured.acknowledged();
      return new Measured(acknowledged.total() / measured.seconds(), acknowledged);
    });
  }

  private static Measured latency(LatencyCounts counts) {
    return new Measured(counts.latency().p99Millis(), counts.acknowledged());
  }

  @Override
  public String id() {
    return "pinned-snapshot";
  }

  @Override
  public String description() {
    return "the main workloads, smaller, without and with an old snapshot held open";
  }

  @Override
  public int seconds() {
    return 90;
  }

  @Override
  public void run(Benchmark benchmark, Result result) throws Exception {
    result.parameter("snapshot", "BEGIN ISOLATION LEVEL REPEATABLE READ, and a SELECT");
    for (var kind : KINDS) {
      measure(benchmark, kind, "open", result);
    }
    try (var session = benchmark.postgres().sql().connect()) {
      pin(session);
      for (var kind : KINDS) {
        measure(benchmark, kind, "pinned", result);
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

  private static void measure(Benchmark benchmark, Kind kind, String how, Result result)
      throws Exception {
    var topic = CommittedEvents.fromNow(benchmark);
    var measured = kind.measurement.of(benchmark, "pinned-snapshot-" + how + "-" + kind.metric);
    result.metric(kind.metric + "_" + how, measured.value);
    StoreCheck.stores(benchmark, measured.acknowledged, topic, result);
  }
}
