package dev.purereducer.chaos;

/**
 * A fault with a name.
 *
 * @param name the name, which is also the namespace of the scenario's workflows
 * @param description of the fault, for the report
 */
record Scenario(String name, String description, Fault fault) {}
