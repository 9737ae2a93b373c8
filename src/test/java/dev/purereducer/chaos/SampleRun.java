package dev.purereducer.chaos;

import dev.purereducer.chaos.Evidence.Event;
import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Evidence.Workflow;
import dev.purereducer.chaos.Journal.Entrance;
import dev.purereducer.chaos.Journal.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A short run in which all went well, for tests to break: one client adds 1, 2, 3 and 4 to the
 * workflow {@code k}, over REST, and the last over Kafka. Events cover 1, 2 to 3, and 4.
 */
final class SampleRun {
  static final String KEY = "k";

  final List<Sent> sent = new ArrayList<>();
  final List<Row> history = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<String> topic = new ArrayList<>(List.of("a4"));
  Head canonical;
  Projected projected = new Projected(4, 10);
  Set<String> setAside = Set.of();
  long unpublished;

  SampleRun() {
    var chain = "0".repeat(64);
    for (int version = 1; version <= 4; version++) {
      var change = new Change.Add(version);
      chain = add(version, change, chain);
      var entrance = version < 4 ? Entrance.REST : Entrance.KAFKA;
      var told = version < 4 ? new KnownOutcome.Committed(version) : new KnownOutcome.Accepted();
      sent.add(new Sent(
          "c", entrance, KEY, "a" + version, change, null, told, version * 10, version * 10 + 5));
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

  /** Says another thing of the action at this place. */
  void told(int index, KnownOutcome told) {
    var was = sent.get(index);
    sent.set(
        index,
        new Sent(
            was.client(),
            was.entrance(),
            was.workflowKey(),
            was.actionId(),
            was.change(),
            was.expectedVersion(),
            told,
            was.calledNanos(),
            was.answeredNanos()));
  }

  /** The promises that a checker finds broken. */
  List<String> brokenPromises() {
    var journal = new Journal();
    sent.forEach(journal::add);
    return Checker.check(journal, evidence()).stream()
        .map(Finding::promise)
        .distinct()
        .toList();
  }

  private Evidence evidence() {
    var workflow = new Workflow(canonical, history, projected, setAside);
    return new Evidence(
        Map.of(KEY, workflow), unpublished, Map.of(KEY, events), Map.of(KEY, topic));
  }
}
