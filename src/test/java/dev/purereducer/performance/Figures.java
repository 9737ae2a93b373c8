package dev.purereducer.performance;

import java.util.Locale;

/** Numbers for people. */
final class Figures {
  private static final double NO_FRACTION_FROM = 1_000;

  private Figures() {}

  static String text(double value) {
    return value >= NO_FRACTION_FROM || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
