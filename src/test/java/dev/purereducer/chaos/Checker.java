package dev.purereducer.chaos;

import java.util.List;

/** All checks. */
final class Checker {
  static final List<Check> CHECKS = List.of(
      new ExactlyOnce(),
      new HistoryIntegrity(),
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
