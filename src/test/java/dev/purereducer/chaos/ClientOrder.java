package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Journal.Ingress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Order of commits (I7): the versions that one client gets for one key rise, and actions of one Kafka
 * partition are committed in the order of their offsets. Actions that were also sent over REST, or
 * given up, are left out, because another sending may have been committed earlier or later.
 */
final class ClientOrder implements Check {
  private static final String PROMISE = "I7";

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    checkClients(journal, findings);
    var overRest = journal.sent().stream()
        .filter(sent -> sent.ingress() == Ingress.REST)
        .map(Journal.SentAction::actionId)
        .collect(Collectors.toSet());
    evidence.topics().actions().forEach((key, ids) -> {
      Set<String> overKafka = new LinkedHashSet<>(ids);
      overKafka.removeAll(overRest);
      overKafka.removeAll(evidence.givenUp(key));
      findings.addAll(checkTopic(key, overKafka, evidence.history(key)));
    });
    return findings;
  }

  private static void checkClients(Journal journal, List<Finding> findings) {
    Map<Journal.ClientKey, Long> last = new HashMap<>();
    for (var sent : journal.firstSendings()) {
      if (sent.outcome() instanceof KnownOutcome.Committed(long version)) {
        Long before = last.put(new Journal.ClientKey(sent.client(), sent.workflowKey()), version);
        if (before != null && before >= version) {
          findings.add(new Finding(
              PROMISE,
              sent.workflowKey(),
              sent.client() + " got version " + version + " after " + before));
        }
      }
    }
  }

  private static List<Finding> checkTopic(String key, Set<String> ids, List<Evidence.Row> history) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Long> versions = new HashMap<>();
    history.forEach(row -> versions.putIfAbsent(row.actionId(), row.version()));
    long before = 0;
    for (var id : ids) {
      long version = versions.getOrDefault(id, Long.MAX_VALUE);
      if (version < before) {
        findings.add(new Finding(
            PROMISE, key, id + " is version " + version + " and follows version " + before));
      } else if (version < Long.MAX_VALUE) {
        before = version;
      }
    }
    return findings;
  }
}
