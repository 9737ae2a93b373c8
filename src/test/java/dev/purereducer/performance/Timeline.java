package dev.purereducer.performance;

import dev.purereducer.testkit.Latencies;
import java.util.ArrayList;
import java.util.List;

/** Committed actions, latency and projection lag of a run, per second. */
final class Timeline {

  /** One second of a run; milliseconds, or NaN without data. */
  record Second(long committed, double latencyP99, double lagP99) {}

  private final List<Second> seconds = new ArrayList<>();
  private final Latencies latency = new Latencies();
  private final Latencies lag = new Latencies();
  private long startNanos;
  private long committed;

  void committed(long nowNanos, int actions, long tookNanos) {
    advanceTo(nowNanos);
    committed += actions;
    latency.record(tookNanos);
  }

  void read(long nowNanos, long lagNanos) {
    advanceTo(nowNanos);
    lag.record(lagNanos);
  }

  private void advanceTo(long nowNanos) {
    if (startNanos == 0) {
      startNanos = nowNanos;
    }
    while (nowNanos - startNanos >= (seconds.size() + 1) * 1_000_000_000L) {
      seconds.add(new Second(committed, latency.p99Millis(), lag.p99Millis()));
      committed = 0;
      latency.reset();
      lag.reset();
    }
  }

  /** All complete seconds. */
  List<Second> seconds() {
    return seconds;
  }
}
