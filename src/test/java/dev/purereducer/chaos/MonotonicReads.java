package dev.purereducer.chaos;

import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Journal.Consistency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Monotonic reads (I6): a read model never goes back, and a read never returns less than requested. */
final class MonotonicReads implements Check {
  private static final String PROMISE = "I6";

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    Map<Journal.ClientKey, Long> last = new HashMap<>();
    for (var read : journal.reads()) {
      if (read.version() < read.atLeast()) {
        findings.add(new Finding(
            PROMISE,
            read.workflowKey(),
            "requested version " + read.atLeast() + ", got " + read.version()));
      }
      if (read.consistency() == Consistency.EVENTUAL) {
        Long before =
            last.put(new Journal.ClientKey(read.client(), read.workflowKey()), read.version());
        if (before != null && before > read.version()) {
          findings.add(new Finding(
              PROMISE, read.workflowKey(), "got version " + read.version() + " after " + before));
        }
      }
    }
    return findings;
  }
}
