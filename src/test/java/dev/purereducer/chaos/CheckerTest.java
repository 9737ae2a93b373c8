package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Evidence.Head;
import dev.purereducer.chaos.Evidence.Projected;
import dev.purereducer.chaos.Evidence.Row;
import dev.purereducer.chaos.Evidence.Topics;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.chaos.Journal.ObservedRead;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checker accepts a correct run, and finds each kind of violation. */
class CheckerTest {
  private static final Evidence EMPTY = new Evidence(
      Map.of(),
      0,
      Map.of(),
      new Topics(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of()));

  private final SampleRun run = new SampleRun();

  @Test
  void correctRun_hasNoFindings() {
    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void redeliveredEvents_areAccepted() {
    run.events.addAll(1, run.events.subList(0, 1));
    run.events.addAll(run.events.subList(0, 2));

    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void actionWithUnknownOutcome_mayBeCommittedOrNot() {
    run.setOutcome(0, new KnownOutcome.Unknown());
    run.sent.add(SampleRun.sent("never-arrived", new KnownOutcome.Unknown()));

    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void givenUpActionFromKafka_isAccepted() {
    run.sent.add(SampleRun.sent("given-up", new KnownOutcome.Accepted()));
    run.giveUp("given-up");

    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void lostCommittedAction_violatesI4() {
    run.sent.add(SampleRun.sent("lost", new KnownOutcome.Committed(5)));

    run.assertViolation("I4");
  }

  @Test
  void lostAcceptedAction_violatesI4() {
    run.sent.add(SampleRun.sent("lost", new KnownOutcome.Accepted()));

    run.assertViolation("I4");
  }

  @Test
  void wrongAcknowledgedVersion_violatesI4() {
    run.setOutcome(1, new KnownOutcome.Committed(3));

    run.assertViolation("I4");
  }

  @Test
  void actionCommittedTwice_violatesI4() {
    var last = run.history.getLast();
    run.history.set(
        3,
        new Row(
            4,
            "a1",
            last.change(),
            List.of(),
            last.expectedVersion(),
            last.actionHash(),
            last.chain()));

    run.assertViolation("I4");
  }

  @Test
  void committedActionThatWasRefused_violatesI4() {
    run.setOutcome(2, new KnownOutcome.PreconditionFailed(1));

    run.assertViolation("I4");
  }

  @Test
  void committedActionThatWasNotSent_violatesI4() {
    run.sent.remove(3);

    run.assertViolation("I4");
  }

  @Test
  void missingVersion_violatesI1() {
    run.history.remove(1);

    run.assertViolation("I1");
  }

  @Test
  void duplicateVersion_violatesI1() {
    run.history.add(2, run.history.get(1));

    run.assertViolation("I1");
  }

  @Test
  void stateOtherThanFold_violatesI2() {
    run.canonical = new Head("counter", 4, 11, run.canonical.chain());

    run.assertViolation("I2");
  }

  @Test
  void canonicalVersionBehindHistory_violatesI2() {
    run.canonical = new Head("counter", 3, 6, run.history.get(2).chain());

    run.assertViolation("I2");
  }

  @Test
  void changedPayload_violatesI2() {
    var second = run.history.get(1);
    var changed = new Change.Add(20);
    run.history.set(
        1,
        new Row(
            2,
            "a2",
            changed,
            List.of(),
            second.expectedVersion(),
            second.actionHash(),
            second.chain()));

    run.assertViolation("I2");
  }

  @Test
  void changedActionId_violatesI2() {
    var second = run.history.get(1);
    run.history.set(
        1,
        new Row(
            2,
            "b2",
            second.change(),
            List.of(),
            second.expectedVersion(),
            second.actionHash(),
            second.chain()));

    run.assertViolation("I2");
  }

  @Test
  void missingEvent_violatesI5() {
    run.events.remove(1);

    run.assertViolation("I5");
  }

  @Test
  void missingLastEvent_violatesI5() {
    run.events.removeLast();

    run.assertViolation("I5");
  }

  @Test
  void eventsOutOfOrder_violateI5() {
    Collections.swap(run.events, 0, 1);

    run.assertViolation("I5");
  }

  @Test
  void overlappingEvent_violatesI5() {
    run.events.add(2, run.event(1, 2, 3));

    run.assertViolation("I5");
  }

  @Test
  void eventWithWrongState_violatesI5() {
    run.events.set(2, run.event(3, 4, 9));

    run.assertViolation("I5");
  }

  @Test
  void unpublishedRow_violatesI5() {
    run.unpublished = 1;

    run.assertViolation("I5");
  }

  @Test
  void readModelBehind_violatesI6() {
    run.projected = new Projected("counter", 3, 6);

    run.assertViolation("I6");
  }

  @Test
  void readModelWithWrongValue_violatesI6() {
    run.projected = new Projected("counter", 4, 9);

    run.assertViolation("I6");
  }

  @Test
  void laterActionOfAClientCommittedFirst_violatesI7() {
    Collections.swap(run.sent, 0, 1);

    run.assertViolation("I7");
  }

  @Test
  void actionsFromKafkaOutOfOrder_violateI7() {
    run.sent.replaceAll(action -> action.change() instanceof Change.Rejected
        ? action
        : SampleRun.sent(action.actionId(), new KnownOutcome.Accepted()));
    run.topic.addAll(0, List.of("a1", "a3", "a2"));

    run.assertViolation("I7");
  }

  @Test
  void stateOfAnotherReducer_violatesI2() {
    run.canonical = new Head("document", 4, 10, run.canonical.chain());

    run.assertViolation("I2");
  }

  @Test
  void readModelOfAnotherReducer_violatesI6() {
    run.projected = new Projected("document", 4, 10);

    run.assertViolation("I6");
  }

  @Test
  void rejectedActionThatIsCommitted_violatesI4() {
    var last = run.history.getLast();
    run.history.set(
        3,
        new Row(
            4,
            "r1",
            last.change(),
            List.of(),
            last.expectedVersion(),
            last.actionHash(),
            last.chain()));

    run.assertViolation("I4");
  }

  @Test
  void readModelThatGoesBack_violatesI6() {
    var journal = new Journal();
    journal.add(read(Consistency.EVENTUAL, 0, 4));
    journal.add(read(Consistency.EVENTUAL, 0, 3));

    assertEquals(1, new MonotonicReads().findings(journal, EMPTY).size());
  }

  @Test
  void readBelowRequestedVersion_violatesI6() {
    var journal = new Journal();
    journal.add(read(Consistency.AT_LEAST, 4, 4));
    journal.add(read(Consistency.AT_LEAST, 4, 3));

    assertEquals(1, new MonotonicReads().findings(journal, EMPTY).size());
  }

  private static ObservedRead read(Consistency consistency, long atLeast, long version) {
    return new ObservedRead("c", SampleRun.KEY, consistency, atLeast, version, 0, 1, 2);
  }
}
