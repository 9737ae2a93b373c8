package dev.purereducer.chaos;

import java.util.List;

/** Check of one promise, by comparing the clients' journal with the collected evidence. */
@FunctionalInterface
interface Check {
  List<Finding> findings(Journal journal, Evidence evidence);
}
