package dev.purereducer.chaos;

/** Breaks something and mends it again: when it returns, everything runs. */
@FunctionalInterface
interface Fault {
  void strike(TestCluster world, Schedule schedule) throws Exception;
}
