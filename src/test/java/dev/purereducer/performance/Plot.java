package dev.purereducer.performance;

import dev.purereducer.testkit.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Line plot.
 *
 * @param xs seconds or percentiles
 */
record Plot(String title, String unit, Axis axis, List<Double> xs, List<Line> lines) {
  enum Axis {
    /** Logarithmic, so that each further nine has the same width. */
    PERCENTILE,
    SECONDS
  }

  /** A line with one value per point, or NaN. */
  record Line(String name, List<Double> values) {}

  private static final double[] PERCENTILES = {
    0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97.5, 98, 99, 99.5, 99.9, 99.99, 100
  };

  static Plot distribution(String name, Latencies latencies) {
    List<Double> xs = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      xs.add(percentile);
      values.add(latencies.percentileMillis(percentile));
    }
    return new Plot(
        name + " by percentile", "ms", Axis.PERCENTILE, xs, List.of(new Line(name, values)));
  }

  /** Plot of one value per second of a run. */
  static Plot overTime(
      String title,
      String unit,
      List<Timeline.Second> run,
      ToDoubleFunction<Timeline.Second> value) {
    List<Double> xs = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      xs.add((double) i);
    }
    var values = run.stream().map(value::applyAsDouble).toList();
    return new Plot(title, unit, Axis.SECONDS, xs, List.of(new Line(title, values)));
  }
}
