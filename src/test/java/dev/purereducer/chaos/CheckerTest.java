package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.chaos.Journal.Entrance;
import dev.purereducer.chaos.Journal.Seen;
import dev.purereducer.chaos.Journal.Sent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker takes a run in which all went well, and rejects each way of breaking it. */
class CheckerTest {
  private static final Evidence EMPTY = new Evidence(Map.of(), 0, Map.of(), Map.of());

  private final SampleRun story = new SampleRun();

  private void assertBroken(String promise) {
    var broken = story.brokenPromises();
    assertTrue(broken.contains(promise), () -> "found only " + broken);
  }

  @Test
  void nothingBroken_nothingFound() {
    assertEquals(List.of(), story.brokenPromises());
  }

  @Test
  void repeatedEvents_areNoBreach() {
    story.events.addAll(1, story.events.subList(0, 1));
    story.events.addAll(story.events.subList(0, 2));

    assertEquals(List.of(), story.brokenPromises());
  }

  @Test
  void actionsInDoubt_mayBeThereOrNot() {
    story.told(0, new KnownOutcome.Nothing());
    story.sent.add(sent("never-arrived", new KnownOutcome.Nothing()));

    assertEquals(List.of(), story.brokenPromises());
  }

  @Test
  void givenUpActionFromKafka_isNotLost() {
    story.sent.add(sent("given-up", new KnownOutcome.Accepted()));
    story.setAside = Set.of("given-up");

    assertEquals(List.of(), story.brokenPromises());
  }

  @Test
  void committedActionThatIsNowhere_isFound() {
    story.sent.add(sent("lost", new KnownOutcome.Committed(5)));

    assertBroken("I4");
  }

  @Test
  void acceptedActionThatIsNowhere_isFound() {
    story.sent.add(sent("lost", new KnownOutcome.Accepted()));

    assertBroken("I4");
  }

  @Test
  void actionToldAsAnotherVersion_isFound() {
    story.told(1, new KnownOutcome.Committed(3));

    assertBroken("I4");
  }

  @Test
  void actionCommittedTwice_isFound() {
    var last = story.history.getLast();
    story.history.set(3, new Row(4, "a1", last.change(), last.payloadHash(), last.chain()));

    assertBroken("I4");
  }

  @Test
  void refusedActionThatTookPlace_isFound() {
    story.told(2, new KnownOutcome.Stale(1));

    assertBroken("I4");
  }

  @Test
  void actionThatNobodySent_isFound() {
    story.sent.removeLast();

    assertBroken("I4");
  }

  @Test
  void missingVersion_isFound() {
    story.history.remove(1);

    assertBroken("I1");
  }

  @Test
  void versionThatStandsTwice_isFound() {
    story.history.add(2, story.history.get(1));

    assertBroken("I1");
  }

  @Test
  void stateThatIsNotTheFold_isFound() {
    story.canonical = new Head(4, 11, story.canonical.chain());

    assertBroken("I2");
  }

  @Test
  void canonicalVersionBehindTheHistory_isFound() {
    story.canonical = new Head(3, 6, story.history.get(2).chain());

    assertBroken("I2");
  }

  @Test
  void changedAction_isFound() {
    var second = story.history.get(1);
    story.history.set(
        1, new Row(2, "a2", new Change.Add(20), second.payloadHash(), second.chain()));

    assertBroken("I2");
  }

  @Test
  void brokenChain_isFound() {
    var second = story.history.get(1);
    story.history.set(1, new Row(2, "b2", second.change(), second.payloadHash(), second.chain()));

    assertBroken("I2");
  }

  @Test
  void missingEvent_isFound() {
    story.events.remove(1);

    assertBroken("I5");
  }

  @Test
  void missingLastEvent_isFound() {
    story.events.removeLast();

    assertBroken("I5");
  }

  @Test
  void eventsOutOfOrder_areFound() {
    Collections.swap(story.events, 0, 1);

    assertBroken("I5");
  }

  @Test
  void eventThatCoversSeenVersionsAnew_isFound() {
    story.events.add(2, story.event(1, 2, 3));

    assertBroken("I5");
  }

  @Test
  void eventWithAnotherState_isFound() {
    story.events.set(2, story.event(3, 4, 9));

    assertBroken("I5");
  }

  @Test
  void unpublishedRow_isFound() {
    story.unpublished = 1;

    assertBroken("I5");
  }

  @Test
  void readModelBehind_isFound() {
    story.projected = new Projected(3, 6);

    assertBroken("I6");
  }

  @Test
  void readModelWithAnotherValue_isFound() {
    story.projected = new Projected(4, 9);

    assertBroken("I6");
  }

  @Test
  void laterActionOfAClientBeforeAnEarlier_isFound() {
    Collections.swap(story.sent, 0, 1);

    assertBroken("I7");
  }

  @Test
  void actionsFromKafkaOutOfTheirOrder_areFound() {
    story.sent.replaceAll(action -> sent(action.actionId(), new KnownOutcome.Accepted()));
    story.topic.addAll(0, List.of("a1", "a3", "a2"));

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

  private static Sent sent(String id, KnownOutcome told) {
    return new Sent(
        "d", Entrance.KAFKA, SampleRun.KEY, id, new Change.Add(1), null, told, 100, 101);
  }

  private static Seen read(Consistency consistency, long atLeast, long version) {
    return new Seen("c", SampleRun.KEY, consistency, atLeast, version, 0, 1, 2);
  }
}
