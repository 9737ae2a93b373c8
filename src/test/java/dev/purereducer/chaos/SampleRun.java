package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Check.Checker;
import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Evidence.Event;
import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Evidence.Workflow;
import dev.purereducer.chaos.Journal.Ingress;
import dev.purereducer.chaos.Journal.SentAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sample data of a correct run, which tests then corrupt: one client adds 1, 2 and 3 over REST and 4
 * over Kafka to the workflow {@code k}. Events cover the versions 1, 2 to 3, and 4.
 */
final class SampleRun {
  static final String KEY = "k";

  final List<SentAction> sent = new ArrayList<>();
  final List<Row> history = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<String> topic = new ArrayList<>(List.of("a4"));
  Head canonical;
  Projected projected = new Projected(4, 10);
  Set<String> givenUp = Set.of();
  long unpublished;

  SampleRun() {
    var chain = "0".repeat(64);
    for (int version = 1; version <= 4; version++) {
      var change = new Change.Add(version);
      chain = add(version, change, chain);
      var entrance = version < 4 ? Ingress.REST : Ingress.KAFKA;
      var outcome = version < 4 ? new KnownOutcome.Committed(version) : new KnownOutcome.Accepted();
      sent.add(new SentAction(
          "c",
          entrance,
          KEY,
          "a" + version,
          change,
          null,
          outcome,
          version * 10,
          version * 10 + 5));
    }
    canonical = new Head(4, 10, chain);
    events.add(event(0, 1, 1));
    events.add(event(1, 3, 6));
    events.add(event(3, 4, 10));
  }

  private String add(int version, Change change, String before) {
    var row = new Row(version, "a" + version, change, HistoryIntegrity.hash(change), "");
    var chain = HistoryIntegrity.link(before, row);
    history.add(new Row(version, row.actionId(), change, row.payloadHash(), chain));
    return chain;
  }

  Event event(int previous, int version, long value) {
    var ids = history.subList(previous, version).stream().map(Row::actionId).toList();
    return new Event(previous, version, value, history.get(version - 1).chain(), ids);
  }

  /** Replaces the outcome of an action. */
  void setOutcome(int index, KnownOutcome outcome) {
    var was = sent.get(index);
    sent.set(
        index,
        new SentAction(
            was.client(),
            was.ingress(),
            was.workflowKey(),
            was.actionId(),
            was.change(),
            was.expectedVersion(),
            outcome,
            was.calledNanos(),
            was.respondedNanos()));
  }

  /** The promises that the checker reports as violated. */
  List<String> brokenPromises() {
    var journal = new Journal();
    sent.forEach(journal::add);
    return Checker.check(journal, evidence()).stream()
        .map(Finding::promise)
        .distinct()
        .toList();
  }

  private Evidence evidence() {
    var workflow = new Workflow(canonical, history, projected, givenUp);
    return new Evidence(
        Map.of(KEY, workflow), unpublished, Map.of(KEY, events), Map.of(KEY, topic));
  }
}
