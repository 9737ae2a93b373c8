package dev.purereducer.chaos;

import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Evidence.Conflict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Conflict events (I3): each is about versions that exist, of which the expected one is not the newer,
 * and about actions that were sent.
 */
final class Conflicts implements Check {
  private static final String PROMISE = "I3";

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    Map<String, Set<String>> sentIds = journal.sent().stream()
        .collect(Collectors.groupingBy(
            Journal.SentAction::workflowKey,
            Collectors.mapping(Journal.SentAction::actionId, Collectors.toSet())));
    List<Finding> findings = new ArrayList<>();
    evidence.topics().conflicts().forEach((key, conflicts) -> {
      var workflow = evidence.workflows().get(key);
      long newest = workflow == null ? 0 : workflow.canonical().version();
      for (var conflict : new HashSet<>(conflicts)) {
        if (conflict.expected() > conflict.found() || conflict.found() > newest) {
          findings.add(new Finding(
              PROMISE, key, conflict + " is impossible, the newest version is " + newest));
        }
        unknownIds(conflict, sentIds.getOrDefault(key, Set.of()))
            .forEach(id ->
                findings.add(new Finding(PROMISE, key, id + " met a conflict but was never sent")));
      }
    });
    return findings;
  }

  private static List<String> unknownIds(Conflict conflict, Set<String> sentIds) {
    return conflict.actionIds().stream().filter(id -> !sentIds.contains(id)).toList();
  }
}
