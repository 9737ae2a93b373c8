package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Entrance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one client was told of one key comes in rising versions, and what stands on one partition is
 * committed in the order it stands there (I7). Without actions that were sent over REST too, or given
 * up: those may have come before, or come later.
 */
final class ClientOrder implements Check {
  private static final String PROMISE = "I7";

  private record Line(String client, String workflowKey) {}

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    checkClients(journal, findings);
    var overRest = journal.sent().stream()
        .filter(sent -> sent.entrance() == Entrance.REST)
        .map(Journal.Sent::actionId)
        .collect(Collectors.toSet());
    evidence.actionsTopic().forEach((key, ids) -> {
      Set<String> overKafka = new LinkedHashSet<>(ids);
      overKafka.removeAll(overRest);
      overKafka.removeAll(evidence.setAside(key));
      findings.addAll(checkTopic(key, overKafka, evidence.history(key)));
    });
    return findings;
  }

  private static void checkClients(Journal journal, List<Finding> findings) {
    Map<Line, Long> last = new HashMap<>();
    for (var sent : journal.firsts()) {
      if (sent.told() instanceof KnownOutcome.Committed(long version)) {
        Long before = last.put(new Line(sent.client(), sent.workflowKey()), version);
        if (before != null && before >= version) {
          findings.add(new Finding(
              PROMISE,
              sent.workflowKey(),
              sent.client() + " was told version " + version + " after " + before));
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
            PROMISE, key, id + " is version " + version + " and stands behind version " + before));
      } else if (version < Long.MAX_VALUE) {
        before = version;
      }
    }
    return findings;
  }
}
