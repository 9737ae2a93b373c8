package dev.purereducer.chaos;

import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Evidence.Intent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Intents (I3): the history has the intents that its actions imply, and the topic has the same ones,
 * in order; redeliveries equal the first delivery.
 */
final class Intents implements Check {
  private static final String PROMISE = "I3";

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    var published = evidence.topics().intents();
    evidence.workflows().forEach((key, workflow) -> {
      var expected = expected(workflow.history());
      var stored =
          workflow.history().stream().flatMap(row -> row.intents().stream()).toList();
      compare(key, "the history has", stored, expected, findings);
      var delivered = new LinkedHashSet<>(published.getOrDefault(key, List.of()));
      compare(key, "the topic has", List.copyOf(delivered), expected, findings);
    });
    published.keySet().stream()
        .filter(key -> !evidence.workflows().containsKey(key))
        .map(key -> new Finding(PROMISE, key, "has intents but no state"))
        .forEach(findings::add);
    return findings;
  }

  private static void compare(
      String key, String source, List<Intent> found, List<Intent> expected, List<Finding> to) {
    if (!found.equals(expected)) {
      int same = 0;
      while (same < Math.min(found.size(), expected.size())
          && found.get(same).equals(expected.get(same))) {
        same++;
      }
      to.add(new Finding(
          PROMISE,
          key,
          source + " " + found.size() + " intents, expected are " + expected.size()
              + "; the first difference is number " + (same + 1)));
    }
  }

  private static List<Intent> expected(List<Evidence.Row> history) {
    List<Intent> intents = new ArrayList<>();
    long value = 0;
    for (var row : history) {
      var change = row.change();
      var limit = change.notifyAt();
      if (limit != null && change.isNotified(value)) {
        intents.add(new Intent(row.version(), row.actionId(), change.to(value), limit));
      }
      value = change.to(value);
    }
    return intents;
  }
}
