package dev.purereducer.performance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All workloads with their targets. */
final class Workloads {
  private static final int SOAK_SECONDS = Integer.getInteger("performance.soak-seconds", 600);

  static final List<Workload> ALL = List.of(
      new Burst(
          "hot-key-100",
          100,
          1,
          100,
          result -> result
              .atMost("latency_p99_ms", 11.07, "11.07")
              .atMost("conflicts", 0, "")
              .atLeast("committed_percent", 100, "100")),
      new Burst(
          "hot-key-500",
          500,
          1,
          40,
          result -> result
              .atMost("round_total_p50_ms", 110, "~220")
              .atMost("latency_p99_ms", 22.7, "45.49")
              .atMost("conflicts", 0, "11.6 % of actions")),
      new Throughput(
          "throughput-single",
          IngressMode.SINGLE,
          20,
          result -> result
              .atLeast("throughput_per_second", 12_000, "4,467 (SLA 1,000)")
              .referenceRatioAtLeast(2)),
      new Throughput(
          "throughput-bulk",
          IngressMode.BULK,
          40,
          result -> result.atLeast("throughput_per_second", 25_000, "4,467 (SLA 1,000)")),
      new Throughput(
          "throughput-kafka",
          IngressMode.KAFKA,
          40,
          result -> result.atLeast("throughput_per_second", 25_000, "4,467 (SLA 1,000)")),
      new SequentialCommits(5),
      new Burst(
          "latency-1000",
          1_000,
          10,
          20,
          result -> result
              .atMost("latency_p50_ms", 41, "82")
              .atMost("latency_p95_ms", 62, "124")
              .atMost("latency_p99_ms", 67.5, "135 (SLA 150)")),
      new ProjectionLag(5),
      new ConflictRate(),
      new RetryDistribution(10),
      new HotKeySustained(30),
      new Paced(
          "paced-5000",
          5_000,
          60,
          2,
          result -> result.atLeast("committed_percent", 100, "").atMost("lag_p99_ms", 100, "")),
      new Paced(
          "paced-10000",
          10_000,
          60,
          2,
          result -> result.atLeast("committed_percent", 100, "").atMost("lag_p99_ms", 100, "")),
      new Paced(
          "soak",
          3_000,
          SOAK_SECONDS,
          5,
          result -> result
              .atLeast("committed_percent", 100, "")
              .atMost("lag_p99_ms", 100, "")
              .atMost("resident_growth_percent", 10, "")),
      new PinnedSnapshot());

  /** The bursts, which are also part of the warm-up. */
  static final List<Burst> BURSTS =
      ALL.stream().filter(Burst.class::isInstance).map(Burst.class::cast).toList();

  /** Workloads that run only when they are named. */
  static final List<Workload> ON_REQUEST = List.of(new ScaleOut());

  private Workloads() {}

  /**
   * The chosen workloads, longest first, so that the short ones meet a service whose JVM has finished
   * compiling.
   */
  static List<Workload> longestFirst(String only) {
    return chosen(only).stream()
        .sorted(Comparator.comparingInt(Workload::seconds).reversed())
        .toList();
  }

  /** The position of a workload's result in the report. */
  static int position(String id) {
    return ALL.stream().map(Workload::id).toList().indexOf(id);
  }

  /** The named workloads (separated by commas), or all except those on request if none is named. */
  static List<Workload> chosen(String only) {
    if (only.isBlank()) {
      return ALL;
    }
    Set<String> ids = new HashSet<>(Arrays.asList(only.trim().split("\\s*,\\s*")));
    var all = Stream.concat(ALL.stream(), ON_REQUEST.stream()).toList();
    var chosen = all.stream().filter(it -> ids.remove(it.id())).toList();
    if (!ids.isEmpty()) {
      throw new IllegalArgumentException(
          "no workload " + ids + "; there are " + all.stream().map(Workload::id).toList());
    }
    return chosen;
  }
}
