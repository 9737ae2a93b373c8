package dev.purereducer.chaos;

/**
 * A fault with a name.
 *
 * @param name the name, which is also the namespace of the scenario's workflows
 * @param description of the fault, for the report
 */
record Scenario(String name, String description, Fault fault) {
  /** A fault that is injected and repaired again: all processes run when it returns. */
  @FunctionalInterface
  interface Fault {
    void inject(TestCluster cluster, Schedule schedule) throws Exception;
  }
}
