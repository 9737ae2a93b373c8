package dev.purereducer.chaos;

import java.util.List;

/** Holds one promise against what was told and what is there. */
@FunctionalInterface
interface Check {
  List<Finding> findings(Journal journal, Evidence evidence);
}
