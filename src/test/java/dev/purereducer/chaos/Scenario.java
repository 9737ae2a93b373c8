package dev.purereducer.chaos;

/**
 * @param name also the namespace of its workflows
 * @param about what breaks, for the report
 */
record Scenario(String name, String about, Fault fault) {}
