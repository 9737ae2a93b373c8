package dev.purereducer.chaos;

import dev.purereducer.chaos.ThroughputSampler.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Recovery after a fault: every instance completes requests again, every workflow that is written over
 * Kafka is committed to again, and the throughput is a share of the one before. A part that stopped
 * does not pass, and a machine that has become slower does.
 */
final class Recovery {
  private static final Duration MAX_RECOVERY = Duration.ofSeconds(30);
  private static final double RECOVERED_SHARE = 0.5;

  private final ThroughputSampler sampler;
  private final Supplier<Map<String, Long>> progress;
  private final Duration window;

  /** {@code progress} supplies a counter for each part that must make progress. */
  Recovery(ThroughputSampler sampler, Supplier<Map<String, Long>> progress, Duration window) {
    this.sampler = sampler;
    this.progress = progress;
    this.window = window;
  }

  /**
   * The result of a recovery.
   *
   * @param seconds until the first window with the throughput begins; infinite if there is none
   * @param stopped the parts without progress
   */
  record Outcome(double seconds, List<String> stopped) {
    static final Outcome NOT_MEASURED = new Outcome(0, List.of());
  }

  /** Waits for the recovery of the rate {@code before} the fault. */
  Outcome await(Rate before) {
    long healedNanos = System.nanoTime();
    var then = progress.get();
    try {
      Awaitility.await()
          .pollDelay(window)
          .pollInterval(Duration.ofMillis(250))
          .atMost(MAX_RECOVERY.plus(window))
          .until(() -> sampler.currentRate().reaches(before, RECOVERED_SHARE)
              && stopped(then).isEmpty());
      double seconds = (System.nanoTime() - healedNanos - window.toNanos()) / 1e9;
      return new Outcome(seconds, List.of());
    } catch (ConditionTimeoutException e) {
      return new Outcome(Double.POSITIVE_INFINITY, stopped(then));
    }
  }

  private List<String> stopped(Map<String, Long> then) {
    var now = progress.get();
    return new TreeSet<>(then.keySet())
        .stream()
            .filter(part -> now.getOrDefault(part, 0L) <= then.getOrDefault(part, 0L))
            .toList();
  }
}
