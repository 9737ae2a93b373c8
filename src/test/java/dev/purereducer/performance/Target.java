package dev.purereducer.performance;

/**
 * Target of a metric.
 *
 * @param published the value that was published with mocks, or empty
 */
record Target(String metric, Bound bound, double limit, double value, String published) {
  enum Bound {
    AT_MOST("≤") {
      @Override
      boolean holds(double value, double limit) {
        return value <= limit;
      }
    },
    AT_LEAST("≥") {
      @Override
      boolean holds(double value, double limit) {
        return value >= limit;
      }
    };

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }

    abstract boolean holds(double value, double limit);

    String sign() {
      return sign;
    }
  }

  /** The metric with the direction of its bound, for the JSON report. */
  String name() {
    return metric
        + switch (bound) {
          case AT_MOST -> "_at_most";
          case AT_LEAST -> "_at_least";
        };
  }

  boolean isMet() {
    return bound.holds(value, limit);
  }
}
