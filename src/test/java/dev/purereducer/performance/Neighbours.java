package dev.purereducer.performance;

/** What a virtual machine loses to others on its host. */
final class Neighbours {
  private static final long PROBE_NANOS = 1_000_000_000L;

  private final double pauseMillis;
  private final double stolenSeconds;
  private final long startNanos;

  private Neighbours() {
    Rest.come();
    pauseMillis = longestPauseMillis();
    stolenSeconds = Processors.stolenSeconds();
    startNanos = System.nanoTime();
  }

  static Neighbours watch() {
    return new Neighbours();
  }

  void report(Result result) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    result
        .metric("machine_pause_max_ms", pauseMillis)
        .metric("processors_stolen", (Processors.stolenSeconds() - stolenSeconds) / seconds);
  }

  /** The longest that a thread which does nothing but read the clock is kept from doing so. */
  private static double longestPauseMillis() {
    long begin = System.nanoTime();
    long before = begin;
    long longest = 0;
    while (before - begin < PROBE_NANOS) {
      long now = System.nanoTime();
      longest = Math.max(longest, now - before);
      before = now;
    }
    return longest / 1e6;
  }
}
