package dev.purereducer.performance;

/** One load and what is measured of it. */
interface Workload {
  /** As reports and {@code -Dperformance.only} name it. */
  String id();

  /** What is sent, in a sentence. */
  String what();

  /** How long it takes, about. */
  int seconds();

  void run(Benchmark bench, Result result) throws Exception;
}
