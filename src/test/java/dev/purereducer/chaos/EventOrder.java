package dev.purereducer.chaos;

import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Evidence.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Order of events (I5): per key, first deliveries are in order and without gaps up to the canonical
 * version, redeliveries equal the first delivery, and every event agrees with the history.
 */
final class EventOrder implements Check {
  private static final String PROMISE = "I5";

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence.workflows().forEach((key, workflow) -> {
      var events = evidence.topics().committed().getOrDefault(key, List.of());
      findings.addAll(check(key, workflow, events));
    });
    evidence.topics().committed().keySet().stream()
        .filter(key -> !evidence.workflows().containsKey(key))
        .map(key -> new Finding(PROMISE, key, "has events but no state"))
        .forEach(findings::add);
    return findings;
  }

  private static List<Finding> check(String key, Evidence.Workflow workflow, List<Event> events) {
    List<Finding> findings = new ArrayList<>();
    Set<Event> seen = new HashSet<>();
    long covered = 0;
    for (var event : events) {
      if (!seen.add(event)) {
        continue;
      }
      if (event.previousVersion() != covered) {
        findings.add(new Finding(PROMISE, key, range(event) + " follows events up to " + covered));
      }
      if (!event.equals(expected(workflow, event))) {
        findings.add(new Finding(PROMISE, key, range(event) + " disagrees with the history"));
      }
      covered = Math.max(covered, event.version());
    }
    if (covered != workflow.canonical().version()) {
      findings.add(new Finding(
          PROMISE,
          key,
          "events go up to " + covered + ", versions to " + workflow.canonical().version()));
    }
    return findings;
  }

  /** The event that the history implies. */
  private static Event expected(Evidence.Workflow workflow, Event event) {
    long value = 0;
    var chain = "";
    List<String> ids = new ArrayList<>();
    for (var row : workflow.history()) {
      if (row.version() <= event.version()) {
        value = row.change().to(value);
        chain = row.chain();
        if (row.version() > event.previousVersion()) {
          ids.add(row.actionId());
        }
      }
    }
    return new Event(
        workflow.canonical().reducer(),
        event.previousVersion(),
        event.version(),
        value,
        chain,
        ids);
  }

  private static String range(Event event) {
    return "the event of " + event.previousVersion() + " to " + event.version();
  }
}
