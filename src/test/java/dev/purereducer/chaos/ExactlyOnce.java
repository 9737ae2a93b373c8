package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Check.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exactly-once effect (I4): an acknowledged action is in the history once, with the version that the
 * client got; a refused one is not; an unknown one is there at most once; all others were sent.
 */
final class ExactlyOnce implements Check {
  private static final String PROMISE = "I4";

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Set<String>> sentIds = new HashMap<>();
    Map<String, Map<String, List<Long>>> versions = versions(evidence);
    for (var sent : journal.sent()) {
      var key = sent.workflowKey();
      sentIds.computeIfAbsent(key, _ -> new HashSet<>()).add(sent.actionId());
      var found = versions.getOrDefault(key, Map.of()).getOrDefault(sent.actionId(), List.of());
      boolean givenUp = evidence.givenUp(key).contains(sent.actionId());
      var violation = sent.change() instanceof Change.Rejected
          ? found.isEmpty() ? "" : "is rejected by its reducer, found as " + found
          : violation(sent.outcome(), found, givenUp);
      if (!violation.isEmpty()) {
        findings.add(new Finding(PROMISE, key, sent.actionId() + " " + violation));
      }
    }
    versions.forEach((key, actions) -> actions.keySet().stream()
        .filter(id -> !sentIds.getOrDefault(key, Set.of()).contains(id))
        .map(id -> new Finding(PROMISE, key, id + " is in the history but was never sent"))
        .forEach(findings::add));
    return findings;
  }

  /** A description of the violation, or an empty string. */
  private static String violation(KnownOutcome outcome, List<Long> found, boolean givenUp) {
    if (found.size() > 1) {
      return "is in the history more than once, as " + found;
    }
    return switch (outcome) {
      case KnownOutcome.Committed(long version)
      when !found.equals(List.of(version)) ->
        "was acknowledged as version " + version + ", found " + found;
      case KnownOutcome.Accepted _
      when found.isEmpty() && !givenUp -> "was accepted by Kafka but has no outcome";
      case KnownOutcome.PreconditionFailed(long current)
      when !found.isEmpty() -> "was refused at version " + current + ", found as " + found;
      case KnownOutcome.Committed _,
          KnownOutcome.Accepted _,
          KnownOutcome.PreconditionFailed _,
          KnownOutcome.Unknown _ -> "";
    };
  }

  private static Map<String, Map<String, List<Long>>> versions(Evidence evidence) {
    Map<String, Map<String, List<Long>>> versions = new HashMap<>();
    evidence.workflows().forEach((key, workflow) -> {
      Map<String, List<Long>> ofKey = versions.computeIfAbsent(key, _ -> new HashMap<>());
      for (var row : workflow.history()) {
        ofKey.computeIfAbsent(row.actionId(), _ -> new ArrayList<>()).add(row.version());
      }
    });
    return versions;
  }
}
