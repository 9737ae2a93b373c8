package dev.purereducer.chaos;

import java.util.List;

/** Check of one promise, by comparing the clients' journal with the collected evidence. */
@FunctionalInterface
interface Check {
  /** Violation of a promise. */
  record Finding(String promise, String workflowKey, String description) {
    @Override
    public String toString() {
      return promise + " " + workflowKey + ": " + description;
    }
  }

  List<Finding> findings(Journal journal, Evidence evidence);

  /** All checks. */
  final class Checker {
    static final List<Check> CHECKS = List.of(
        new ExactlyOnce(),
        new HistoryIntegrity(),
        new Intents(),
        new Conflicts(),
        new DeadLetters(),
        new EventOrder(),
        new ProjectionConverged(),
        new ClientOrder(),
        new MonotonicReads(),
        new Linearizability());

    private Checker() {}

    static List<Finding> check(Journal journal, Evidence evidence) {
      return CHECKS.stream()
          .flatMap(check -> check.findings(journal, evidence).stream())
          .toList();
    }
  }
}
