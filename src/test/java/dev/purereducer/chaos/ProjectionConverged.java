package dev.purereducer.chaos;

import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Evidence.Projected;
import java.util.ArrayList;
import java.util.List;

/** Convergence: the read model equals the canonical state (I6), and the outbox is empty (I5). */
final class ProjectionConverged implements Check {
  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence.workflows().forEach((key, workflow) -> {
      var canonical = workflow.canonical();
      var expected = new Projected(canonical.reducer(), canonical.version(), canonical.value());
      if (!expected.equals(workflow.projected())) {
        findings.add(new Finding(
            "I6", key, "the read model is " + workflow.projected() + ", expected " + expected));
      }
    });
    if (evidence.unpublished() > 0) {
      findings.add(new Finding("I5", "", evidence.unpublished() + " rows are left in the outbox"));
    }
    return findings;
  }
}
