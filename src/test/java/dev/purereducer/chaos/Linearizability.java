package dev.purereducer.chaos;

import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.History.Operation;
import dev.purereducer.chaos.Journal.Consistency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Linearizability of writes over REST and strong reads: each key is a compare-and-set register (I1,
 * I4). Keys with actions from Kafka are left out, because their time of effect is unknown.
 */
final class Linearizability implements Check {
  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    Map<String, List<Operation>> operations = new HashMap<>();
    for (var sent : journal.firstSendings()) {
      operations
          .computeIfAbsent(sent.workflowKey(), _ -> new ArrayList<>())
          .add(Operation.of(sent));
    }
    for (var read : journal.reads()) {
      if (read.consistency() == Consistency.STRONG) {
        operations
            .computeIfAbsent(read.workflowKey(), _ -> new ArrayList<>())
            .add(Operation.of(read));
      }
    }
    operations.keySet().removeAll(overKafka(journal));
    List<Finding> findings = new ArrayList<>();
    operations.forEach((key, ofKey) -> new History(ofKey)
        .firstContradiction()
        .ifPresent(contradiction -> findings.add(new Finding("linearizable", key, contradiction))));
    return findings;
  }

  private static Set<String> overKafka(Journal journal) {
    return journal.sent().stream()
        .filter(sent -> sent.ingress() == Journal.Ingress.KAFKA)
        .map(Journal.SentAction::workflowKey)
        .collect(Collectors.toCollection(HashSet::new));
  }
}
