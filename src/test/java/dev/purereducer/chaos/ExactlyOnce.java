package dev.purereducer.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every acknowledged action is in the history once, as the version that was told; a refused one is
 * not; one in doubt is there once or not at all; and nothing is there that nobody sent (I4).
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
      boolean setAside = evidence.setAside(key).contains(sent.actionId());
      var wrong = wrong(sent.told(), found, setAside);
      if (!wrong.isEmpty()) {
        findings.add(new Finding(PROMISE, key, sent.actionId() + " " + wrong));
      }
    }
    versions.forEach((key, actions) -> actions.keySet().stream()
        .filter(id -> !sentIds.getOrDefault(key, Set.of()).contains(id))
        .map(id -> new Finding(PROMISE, key, id + " was never sent, and is in the history"))
        .forEach(findings::add));
    return findings;
  }

  /** Empty when all is well. */
  private static String wrong(KnownOutcome told, List<Long> found, boolean setAside) {
    if (found.size() > 1) {
      return "is in the history more than once, as " + found;
    }
    return switch (told) {
      case KnownOutcome.Committed(long version)
      when !found.equals(List.of(version)) -> "was told as version " + version + ", found " + found;
      case KnownOutcome.Accepted _
      when found.isEmpty() && !setAside -> "was accepted from Kafka, and is nowhere";
      case KnownOutcome.Stale(long current)
      when !found.isEmpty() -> "was refused at version " + current + ", found as " + found;
      case KnownOutcome.Committed _,
          KnownOutcome.Accepted _,
          KnownOutcome.Stale _,
          KnownOutcome.Nothing _ -> "";
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
