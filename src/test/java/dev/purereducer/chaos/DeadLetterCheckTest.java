package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Evidence.DeadLetter;
import dev.purereducer.chaos.Evidence.GiveUp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check of dead letters and give-ups finds each kind of violation. */
class DeadLetterCheckTest {
  private final SampleRun run = new SampleRun();

  @Test
  void giveUpWithoutAnEvent_violatesI3() {
    run.sent.add(SampleRun.sent("given-up", new KnownOutcome.Accepted()));
    run.giveUp("given-up");
    run.giveUps.clear();

    run.assertViolation("I3");
  }

  @Test
  void giveUpEventWithoutADeadLetter_violatesI3() {
    run.giveUps.add(new GiveUp(4, List.of("a4")));

    run.assertViolation("I3");
  }

  @Test
  void rejectedActionWithoutADeadLetter_violatesI9() {
    run.deadLetters.clear();

    run.assertViolation("I9");
  }

  @Test
  void rejectedActionNotOnTheTopic_violatesI9() {
    run.deadLetterTopic.clear();

    run.assertViolation("I9");
  }

  @Test
  void recordFiledTwice_violatesI9() {
    run.deadLetters.add(SampleRun.REJECTED);

    run.assertViolation("I9");
  }

  @Test
  void deadLetterWithAnotherReason_violatesI9() {
    run.deadLetterTopic.set(1, new DeadLetter("r1", "store-unavailable"));

    run.assertViolation("I9");
  }

  @Test
  void deadLetterOfACommittedAction_violatesI9() {
    run.deadLetters.add(new DeadLetter("a4", "reducer-failed"));

    run.assertViolation("I9");
  }

  @Test
  void deadLetterOfNoAction_violatesI9() {
    run.deadLetterTopic.add(new DeadLetter("unknown", "bad-payload"));

    run.assertViolation("I9");
  }
}
