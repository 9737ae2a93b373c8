package dev.purereducer.performance;

import dev.purereducer.testkit.IdleWait;
import dev.purereducer.testkit.ProcessorTime;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Influence of other virtual machines on the host: pauses, stolen processor time and speed. */
final class NoisyNeighbourCheck {
  private static final long PROBE_NANOS = 1_000_000_000L;

  private final SpeedProbe speed;
  private final double stolenSeconds;
  private final long startNanos;

  private NoisyNeighbourCheck(SpeedProbe probe) {
    this.speed = probe;
    stolenSeconds = ProcessorTime.stolenSeconds();
    startNanos = System.nanoTime();
  }

  static NoisyNeighbourCheck start() {
    IdleWait.awaitIdle();
    return new NoisyNeighbourCheck(SpeedProbe.take());
  }

  void report(Result result) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    result
        .metric("machine_pause_max_ms", speed.longestPauseNanos / 1e6)
        .metric("machine_sorts_per_second", speed.sorts * 1e9 / PROBE_NANOS)
        .metric("processors_stolen", (ProcessorTime.stolenSeconds() - stolenSeconds) / seconds);
  }

  /** Speed and longest pause of a single busy thread on the idle machine. */
  private record SpeedProbe(long sorts, long longestPauseNanos) {
    /** The input of every sort; it is copied to a reused array, so that there is no garbage. */
    private static final char[] SHUFFLED = shuffled();

    static SpeedProbe take() {
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
      return new SpeedProbe(sorts, longest);
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
