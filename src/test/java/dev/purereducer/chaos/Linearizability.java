package dev.purereducer.chaos;

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
 * Writes over REST and strong reads of a key can be put into one order that fits what everyone was
 * told and when: the key is a compare-and-set register (I1, I4). Only for keys whose every writer
 * is in the journal with REST, since nobody knows when an action from Kafka takes place.
 */
final class Linearizability implements Check {
  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    Map<String, List<Operation>> operations = new HashMap<>();
    for (var sent : journal.firsts()) {
      operations
          .computeIfAbsent(sent.workflowKey(), _ -> new ArrayList<>())
          .add(Operation.of(sent));
    }
    for (var read : journal.seen()) {
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
        .ifPresent(stuck -> findings.add(new Finding("linearizable", key, stuck))));
    return findings;
  }

  private static Set<String> overKafka(Journal journal) {
    return journal.sent().stream()
        .filter(sent -> sent.entrance() == Journal.Entrance.KAFKA)
        .map(Journal.Sent::workflowKey)
        .collect(Collectors.toCollection(HashSet::new));
  }
}
