package dev.purereducer.performance;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What a virtual machine loses to others on its host: pauses, whole processors, and speed. */
final class NoisyNeighbourCheck {
  private static final long PROBE_NANOS = 1_000_000_000L;

  private final Probe probe;
  private final double stolenSeconds;
  private final long startNanos;

  private NoisyNeighbourCheck(Probe probe) {
    this.probe = probe;
    stolenSeconds = Processors.stolenSeconds();
    startNanos = System.nanoTime();
  }

  static NoisyNeighbourCheck watch() {
    IdleWait.come();
    return new NoisyNeighbourCheck(Probe.take());
  }

  void report(Result result) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    result
        .metric("machine_pause_max_ms", probe.longestPauseNanos / 1e6)
        .metric("machine_sorts_per_second", probe.sorts * 1e9 / PROBE_NANOS)
        .metric("processors_stolen", (Processors.stolenSeconds() - stolenSeconds) / seconds);
  }

  /** How far one thread got with nothing else to do, and the longest that it was kept from it. */
  private record Probe(long sorts, long longestPauseNanos) {
    /** Sorted again and again; without garbage, which the workload would have to collect. */
    private static final char[] SHUFFLED = shuffled();

    static Probe take() {
      var sorted = new char[SHUFFLED.length];
      long begin = System.nanoTime();
      long before = begin;
      long longest = 0;
      long sorts = 0;
      while (before - begin < PROBE_NANOS) {
        System.arraycopy(SHUFFLED, 0, sorted, 0, sorted.length);
        Arrays.sort(sorted);
        sorts++;
        long now = System.nanoTime();
        longest = Math.max(longest, now - before);
        before = now;
      }
      return new Probe(sorts, longest);
    }

    private static char[] shuffled() {
      var random = new SplittableRandom(1);
      var chars = new char[256];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) random.nextInt(Character.MAX_VALUE);
      }
      return chars;
    }
  }
}
