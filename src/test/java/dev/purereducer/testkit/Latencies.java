package dev.purereducer.testkit;

import org.HdrHistogram.Histogram;

/** Thread-safe latency histogram: nanoseconds in, milliseconds with three significant digits out. */
public final class Latencies {
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram nanos = new Histogram(SIGNIFICANT_DIGITS);

  public synchronized void record(long tookNanos) {
    nanos.recordValue(Math.max(0, tookNanos));
  }

  /** NaN if nothing was recorded. */
  public synchronized double percentileMillis(double percentile) {
    return nanos.getTotalCount() == 0
        ? Double.NaN
        : nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  public double p99Millis() {
    return percentileMillis(99);
  }

  public double maxMillis() {
    return percentileMillis(100);
  }

  public synchronized void reset() {
    nanos.reset();
  }
}
