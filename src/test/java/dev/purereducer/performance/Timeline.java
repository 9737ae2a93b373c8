package dev.purereducer.performance;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A run second by second: actions committed, how long they took, how far reads lag. */
final class Timeline {
  private static final double P99 = 99;

  /** One second of a run; latencies in milliseconds, NaN where there is nothing to tell. */
  record Second(long committed, double latencyP99, double lagP99) {}

  private final List<Second> seconds = new ArrayList<>();
  private final Histogram latency = LatencyCounts.histogram();
  private final Histogram lag = LatencyCounts.histogram();
  private long startNanos;
  private long committed;

  void committed(long nowNanos, int actions, long tookNanos) {
    turn(nowNanos);
    committed += actions;
    latency.recordValue(Math.max(0, tookNanos));
  }

  void seen(long nowNanos, long lagNanos) {
    turn(nowNanos);
    lag.recordValue(lagNanos);
  }

  private void turn(long nowNanos) {
    if (startNanos == 0) {
      startNanos = nowNanos;
    }
    while (nowNanos - startNanos >= (seconds.size() + 1) * 1_000_000_000L) {
      seconds.add(new Second(committed, p99(latency), p99(lag)));
      committed = 0;
      latency.reset();
      lag.reset();
    }
  }

  private static double p99(Histogram histogram) {
    return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(P99) / 1e6;
  }

  /** The seconds that are over; the last one, which is not whole, is left out. */
  List<Second> seconds() {
    return seconds;
  }
}
