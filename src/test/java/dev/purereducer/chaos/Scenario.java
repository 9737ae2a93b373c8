package dev.purereducer.chaos;

/**
 * A fault with a name.
 *
 * @param name the name, which is also the namespace of the scenario's workflows
 * @param description of the fault, for the report
 */
record Scenario(String name, String description, Moment moment, Fault fault) {
  /** The moment of a fault. */
  enum Moment {
    UNDER_LOAD,
    AFTER_LOAD
  }

  /** A fault that is injected and repaired again: all processes run when it returns. */
  @FunctionalInterface
  interface Fault {
    void inject(TestCluster cluster, Schedule schedule) throws Exception;
  }

  /** A fault under load. */
  Scenario(String name, String description, Fault fault) {
    this(name, description, Moment.UNDER_LOAD, fault);
  }
}
