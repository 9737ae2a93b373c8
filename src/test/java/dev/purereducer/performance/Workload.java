package dev.purereducer.performance;

/** One workload of the suite: its load and its measurements. */
interface Workload {
  /** The name in reports and in {@code -Dperformance.only}. */
  String id();

  /** The load in one sentence. */
  String description();

  /** The expected duration. */
  int seconds();

  void run(Benchmark benchmark, Result result) throws Exception;
}
