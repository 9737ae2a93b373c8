package dev.purereducer.performance;

import java.util.Locale;

/** Number and name formats of the reports. */
final class NumberFormats {
  private static final double NO_FRACTION_FROM = 1_000;

  private NumberFormats() {}

  static String text(double value) {
    return value >= NO_FRACTION_FROM || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /** {@code latency_p99_ms} as {@code latency p99 ms}. */
  static String label(String name) {
    return name.replace('_', ' ').replace(" percent", " %");
  }
}
