package dev.purereducer.performance;

import dev.purereducer.testkit.Latencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Result of one workload: parameters, metrics, checks, targets and plots. */
final class Result {
  private static final String REFERENCE_RATIO = "reference_ratio";

  private final Workload workload;
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final Map<String, Object> checks = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<Plot> plots = new ArrayList<>();
  private @Nullable Double referenceRatio;

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
  Result latencies(String name, Latencies latencies) {
    metric(name + "_p50_ms", latencies.percentileMillis(50));
    metric(name + "_p95_ms", latencies.percentileMillis(95));
    metric(name + "_p99_ms", latencies.p99Millis());
    metric(name + "_max_ms", latencies.maxMillis());
    plots.add(Plot.distribution(name, latencies));
    return this;
  }

  /** Adds the rate, and its ratio to the reference if that was measured. */
  Result throughput(double perSecond, Reference reference) {
    metric("throughput_per_second", perSecond);
    if (reference.isMeasured()) {
      referenceRatio = Math.round(perSecond / reference.perSecond() * 100) / 100.0;
      metric("reference_per_second", reference.perSecond());
      metric(REFERENCE_RATIO, referenceRatio);
    }
    return this;
  }

  /** Adds a target for the ratio to the reference, if that was measured. */
  Result referenceRatioAtLeast(double limit) {
    return referenceRatio == null ? this : atLeast(REFERENCE_RATIO, limit, "");
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

  /** Adds a condition whose violation fails the workload. */
  Result check(String name, boolean holds) {
    checks.merge(name, holds, Result::both);
    checks.merge("passed", holds, Result::both);
    return this;
  }

  private static Object both(Object earlier, Object later) {
    return Boolean.TRUE.equals(earlier) && Boolean.TRUE.equals(later);
  }

  /** Adds a number beside the checks; numbers of several runs are summed. */
  Result counted(String name, long count) {
    checks.merge(name, count, (earlier, more) -> (long) earlier + (long) more);
    return this;
  }

  /** Adds the failure of a workload that did not complete. */
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
  Double referenceRatio() {
    return referenceRatio;
  }
}
