package dev.purereducer.performance;

import java.util.Locale;

/** Numbers and their names, for people. */
final class Measurements {
  private static final double NO_FRACTION_FROM = 1_000;

  private Measurements() {}

  static String text(double value) {
    return value >= NO_FRACTION_FROM || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /** {@code latency_p99_ms} as {@code latency p99 ms}. */
  static String words(String name) {
    return name.replace('_', ' ').replace(" percent", " %");
  }
}
