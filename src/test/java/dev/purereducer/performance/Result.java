package dev.purereducer.performance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one workload came to. */
final class Result {
  private static final String YARDSTICK_RATIO = "yardstick_ratio";

  private final Workload workload;
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final Map<String, Object> checks = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<Plot> plots = new ArrayList<>();
  private @Nullable Double yardstickRatio;

  Result(Workload workload) {
    this.workload = workload;
    checks.put("passed", true);
  }

  Result parameter(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  Result metric(String name, double value) {
    metrics.put(name, Math.round(value * 1_000) / 1_000.0);
    return this;
  }

  /** Percentiles in milliseconds, as {@code <name>_p50_ms} and so on. */
  Result latencies(String name, Histogram nanos) {
    metric(name + "_p50_ms", nanos.getValueAtPercentile(50) / 1e6);
    metric(name + "_p95_ms", nanos.getValueAtPercentile(95) / 1e6);
    metric(name + "_p99_ms", nanos.getValueAtPercentile(99) / 1e6);
    metric(name + "_max_ms", nanos.getMaxValue() / 1e6);
    plots.add(Plot.distribution(name, nanos));
    return this;
  }

  /** Actions a second, and how many times the yardstick that is, if there is one. */
  Result throughput(double perSecond, Reference yardstick) {
    metric("throughput_per_second", perSecond);
    if (yardstick.isMeasured()) {
      yardstickRatio = Math.round(perSecond / yardstick.perSecond() * 100) / 100.0;
      metric("yardstick_per_second", yardstick.perSecond());
      metric(YARDSTICK_RATIO, yardstickRatio);
    }
    return this;
  }

  /** What the throughput has to be, in yardsticks, if there is one. */
  Result yardsticksAtLeast(double limit) {
    return yardstickRatio == null ? this : atLeast(YARDSTICK_RATIO, limit, "");
  }

  Result atMost(String metric, double limit, String reference) {
    return target(metric, Target.Bound.AT_MOST, limit, reference);
  }

  Result atLeast(String metric, double limit, String reference) {
    return target(metric, Target.Bound.AT_LEAST, limit, reference);
  }

  private Result target(String metric, Target.Bound bound, double limit, String reference) {
    targets.add(new Target(metric, bound, limit, metricValue(metric), reference));
    return this;
  }

  /** Something that must hold, or the result counts for nothing. */
  Result check(String name, boolean holds) {
    checks.merge(name, holds, Result::both);
    checks.merge("passed", holds, Result::both);
    return this;
  }

  private static Object both(Object earlier, Object later) {
    return Boolean.TRUE.equals(earlier) && Boolean.TRUE.equals(later);
  }

  /** A number to read beside the checks; it adds up where a workload has several runs. */
  Result counted(String name, long count) {
    checks.merge(name, count, (earlier, more) -> (long) earlier + (long) more);
    return this;
  }

  /** What kept it from coming to its end. */
  Result failed(Throwable failure) {
    checks.put("failure", failure.toString());
    return check("completed", false);
  }

  Result plot(Plot plot) {
    plots.add(plot);
    return this;
  }

  double metricValue(String name) {
    var value = metrics.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no metric " + name + " in " + workload.id());
    }
    return value;
  }

  boolean passed() {
    return Boolean.TRUE.equals(checks.get("passed"));
  }

  Workload workload() {
    return workload;
  }

  Map<String, Object> parameters() {
    return parameters;
  }

  Map<String, Double> metrics() {
    return metrics;
  }

  Map<String, Object> checks() {
    return checks;
  }

  List<Target> targets() {
    return targets;
  }

  List<Plot> plots() {
    return plots;
  }

  @Nullable
  Double yardstickRatio() {
    return yardstickRatio;
  }
}
