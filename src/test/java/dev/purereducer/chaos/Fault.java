package dev.purereducer.chaos;

/** A fault that is injected and repaired again: all processes run when it returns. */
@FunctionalInterface
interface Fault {
  void inject(TestCluster cluster, Schedule schedule) throws Exception;
}
