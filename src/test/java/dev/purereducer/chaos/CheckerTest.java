package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.chaos.Journal.Ingress;
import dev.purereducer.chaos.Journal.ObservedRead;
import dev.purereducer.chaos.Journal.SentAction;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker takes a run in which all went well, and rejects each way of breaking it. */
class CheckerTest {
  private static final Evidence EMPTY = new Evidence(Map.of(), 0, Map.of(), Map.of());

  private final SampleRun run = new SampleRun();

  private void assertBroken(String promise) {
    var broken = run.brokenPromises();
    assertTrue(broken.contains(promise), () -> "found only " + broken);
  }

  @Test
  void nothingBroken_nothingFound() {
    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void repeatedEvents_areNoBreach() {
    run.events.addAll(1, run.events.subList(0, 1));
    run.events.addAll(run.events.subList(0, 2));

    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void actionsInDoubt_mayBeThereOrNot() {
    run.setOutcome(0, new KnownOutcome.Unknown());
    run.sent.add(sent("never-arrived", new KnownOutcome.Unknown()));

    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void givenUpActionFromKafka_isNotLost() {
    run.sent.add(sent("given-up", new KnownOutcome.Accepted()));
    run.givenUp = Set.of("given-up");

    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void committedActionThatIsNowhere_isFound() {
    run.sent.add(sent("lost", new KnownOutcome.Committed(5)));

    assertBroken("I4");
  }

  @Test
  void acceptedActionThatIsNowhere_isFound() {
    run.sent.add(sent("lost", new KnownOutcome.Accepted()));

    assertBroken("I4");
  }

  @Test
  void actionToldAsAnotherVersion_isFound() {
    run.setOutcome(1, new KnownOutcome.Committed(3));

    assertBroken("I4");
  }

  @Test
  void actionCommittedTwice_isFound() {
    var last = run.history.getLast();
    run.history.set(3, new Row(4, "a1", last.change(), last.payloadHash(), last.chain()));

    assertBroken("I4");
  }

  @Test
  void refusedActionThatTookPlace_isFound() {
    run.setOutcome(2, new KnownOutcome.PreconditionFailed(1));

    assertBroken("I4");
  }

  @Test
  void actionThatNobodySent_isFound() {
    run.sent.removeLast();

    assertBroken("I4");
  }

  @Test
  void missingVersion_isFound() {
    run.history.remove(1);

    assertBroken("I1");
  }

  @Test
  void versionThatStandsTwice_isFound() {
    run.history.add(2, run.history.get(1));

    assertBroken("I1");
  }

  @Test
  void stateThatIsNotTheFold_isFound() {
    run.canonical = new Head(4, 11, run.canonical.chain());

    assertBroken("I2");
  }

  @Test
  void canonicalVersionBehindTheHistory_isFound() {
    run.canonical = new Head(3, 6, run.history.get(2).chain());

    assertBroken("I2");
  }

  @Test
  void changedAction_isFound() {
    var second = run.history.get(1);
    run.history.set(1, new Row(2, "a2", new Change.Add(20), second.payloadHash(), second.chain()));

    assertBroken("I2");
  }

  @Test
  void brokenChain_isFound() {
    var second = run.history.get(1);
    run.history.set(1, new Row(2, "b2", second.change(), second.payloadHash(), second.chain()));

    assertBroken("I2");
  }

  @Test
  void missingEvent_isFound() {
    run.events.remove(1);

    assertBroken("I5");
  }

  @Test
  void missingLastEvent_isFound() {
    run.events.removeLast();

    assertBroken("I5");
  }

  @Test
  void eventsOutOfOrder_areFound() {
    Collections.swap(run.events, 0, 1);

    assertBroken("I5");
  }

  @Test
  void eventThatCoversSeenVersionsAnew_isFound() {
    run.events.add(2, run.event(1, 2, 3));

    assertBroken("I5");
  }

  @Test
  void eventWithAnotherState_isFound() {
    run.events.set(2, run.event(3, 4, 9));

    assertBroken("I5");
  }

  @Test
  void unpublishedRow_isFound() {
    run.unpublished = 1;

    assertBroken("I5");
  }

  @Test
  void readModelBehind_isFound() {
    run.projected = new Projected(3, 6);

    assertBroken("I6");
  }

  @Test
  void readModelWithAnotherValue_isFound() {
    run.projected = new Projected(4, 9);

    assertBroken("I6");
  }

  @Test
  void laterActionOfAClientBeforeAnEarlier_isFound() {
    Collections.swap(run.sent, 0, 1);

    assertBroken("I7");
  }

  @Test
  void actionsFromKafkaOutOfTheirOrder_areFound() {
    run.sent.replaceAll(action -> sent(action.actionId(), new KnownOutcome.Accepted()));
    run.topic.addAll(0, List.of("a1", "a3", "a2"));

    assertBroken("I7");
  }

  @Test
  void readModelThatGoesBack_isFound() {
    var journal = new Journal();
    journal.add(read(Consistency.EVENTUAL, 0, 4));
    journal.add(read(Consistency.EVENTUAL, 0, 3));

    assertEquals(1, new MonotonicReads().findings(journal, EMPTY).size());
  }

  @Test
  void readBelowTheVersionAskedFor_isFound() {
    var journal = new Journal();
    journal.add(read(Consistency.AT_LEAST, 4, 4));
    journal.add(read(Consistency.AT_LEAST, 4, 3));

    assertEquals(1, new MonotonicReads().findings(journal, EMPTY).size());
  }

  private static SentAction sent(String id, KnownOutcome outcome) {
    return new SentAction(
        "d", Ingress.KAFKA, SampleRun.KEY, id, new Change.Add(1), null, outcome, 100, 101);
  }

  private static ObservedRead read(Consistency consistency, long atLeast, long version) {
    return new ObservedRead("c", SampleRun.KEY, consistency, atLeast, version, 0, 1, 2);
  }
}
