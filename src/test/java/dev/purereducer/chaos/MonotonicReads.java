package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Consistency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A read model never goes back (I6), and a read that asks for a version is not shown an older. */
final class MonotonicReads implements Check {
  private static final String PROMISE = "I6";

  private record Line(String client, String workflowKey) {}

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    Map<Line, Long> last = new HashMap<>();
    for (var read : journal.seen()) {
      if (read.version() < read.atLeast()) {
        findings.add(new Finding(
            PROMISE,
            read.workflowKey(),
            "asked for version " + read.atLeast() + ", shown " + read.version()));
      }
      if (read.consistency() == Consistency.EVENTUAL) {
        Long before = last.put(new Line(read.client(), read.workflowKey()), read.version());
        if (before != null && before > read.version()) {
          findings.add(new Finding(
              PROMISE, read.workflowKey(), "shown " + read.version() + " after " + before));
        }
      }
    }
    return findings;
  }
}
