package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Check.Checker;
import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Evidence.Conflict;
import dev.purereducer.chaos.Evidence.DeadLetter;
import dev.purereducer.chaos.Evidence.Event;
import dev.purereducer.chaos.Evidence.GiveUp;
import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Intent;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Evidence.Topics;
import dev.purereducer.chaos.Evidence.Workflow;
import dev.purereducer.chaos.Journal.Ingress;
import dev.purereducer.chaos.Journal.SentAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sample data of a correct run, which tests then corrupt: one client adds 1, 2 and 3 over REST and 4
 * over Kafka to the workflow {@code k}, where 3 has an intent, and sends a rejected action twice over
 * Kafka. Events cover the versions 1, 2 to 3, and 4.
 */
final class SampleRun {
  static final String KEY = "k";
  static final DeadLetter REJECTED = new DeadLetter("r1", Change.Rejected.REASON);

  static final Intent INTENT = new Intent(3, "a3", 6, 5);

  final List<SentAction> sent = new ArrayList<>();
  final List<Row> history = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<Intent> intents = new ArrayList<>();
  final List<Conflict> conflicts = new ArrayList<>(List.of(new Conflict(1, 2, List.of("a3"))));
  final List<GiveUp> giveUps = new ArrayList<>();
  final List<String> topic = new ArrayList<>(List.of("a4", "r1", "r1"));
  final List<DeadLetter> deadLetters = new ArrayList<>(List.of(REJECTED, REJECTED));
  final List<DeadLetter> deadLetterTopic = new ArrayList<>(List.of(REJECTED, REJECTED));
  Head canonical;
  Projected projected = new Projected("counter", 4, 10);
  long unpublished;

  SampleRun() {
    var chain = "0".repeat(64);
    for (int version = 1; version <= 4; version++) {
      var change = new Change.Add(version, version == 3 ? 5L : null);
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
    sent.add(new SentAction(
        "d",
        Ingress.KAFKA,
        KEY,
        "r1",
        new Change.Rejected(),
        null,
        new KnownOutcome.Accepted(),
        1,
        2));
    intents.add(INTENT);
    canonical = new Head("counter", 4, 10, chain);
    events.add(event(0, 1, 1));
    events.add(event(1, 3, 6));
    events.add(event(3, 4, 10));
  }

  private String add(int version, Change change, String before) {
    List<Intent> stored = version == 3 ? List.of(INTENT) : List.of();
    var hash = HistoryIntegrity.hash(change, null);
    var chain = HistoryIntegrity.link(
        before, new Row(version, "a" + version, change, stored, null, hash, ""));
    history.add(new Row(version, "a" + version, change, stored, null, hash, chain));
    return chain;
  }

  Event event(int previous, int version, long value) {
    var ids = history.subList(previous, version).stream().map(Row::actionId).toList();
    return new Event(
        "counter", previous, version, value, history.get(version - 1).chain(), ids);
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

  void assertViolation(String promise) {
    var broken = brokenPromises();
    assertTrue(broken.contains(promise), () -> "found only " + broken);
  }

  /** Adds the dead letter and the event of an action that was given up. */
  void giveUp(String id) {
    deadLetters.add(new DeadLetter(id, DeadLetter.GAVE_UP));
    giveUps.add(new GiveUp(4, List.of(id)));
  }

  /** An action of another client over Kafka. */
  static SentAction sent(String id, KnownOutcome outcome) {
    return new SentAction("d", Ingress.KAFKA, KEY, id, new Change.Add(1), null, outcome, 100, 101);
  }

  private Evidence evidence() {
    var workflow = new Workflow(canonical, history, projected);
    var topics = new Topics(
        Map.of(KEY, events),
        Map.of(KEY, intents),
        Map.of(KEY, conflicts),
        Map.of(KEY, giveUps),
        Map.of(KEY, topic),
        Map.of(KEY, deadLetterTopic));
    return new Evidence(Map.of(KEY, workflow), unpublished, Map.of(KEY, deadLetters), topics);
  }
}
