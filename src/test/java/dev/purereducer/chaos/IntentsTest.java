package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.chaos.Evidence.Intent;
import dev.purereducer.chaos.Evidence.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check of intents finds each kind of violation. */
class IntentsTest {
  private final SampleRun run = new SampleRun();

  @Test
  void redeliveredIntent_isAccepted() {
    run.intents.add(SampleRun.INTENT);

    assertEquals(List.of(), run.brokenPromises());
  }

  @Test
  void missingIntent_violatesI3() {
    run.intents.clear();

    run.assertViolation("I3");
  }

  @Test
  void intentOfNoAction_violatesI3() {
    run.intents.add(new Intent(4, "a4", 10, 8));

    run.assertViolation("I3");
  }

  @Test
  void intentsOutOfOrder_violateI3() {
    run.intents.addFirst(new Intent(4, "a4", 10, 8));

    run.assertViolation("I3");
  }

  @Test
  void historyWithoutAnIntent_violatesI3() {
    var third = run.history.get(2);
    run.history.set(
        2,
        new Row(
            3,
            "a3",
            third.change(),
            List.of(),
            third.expectedVersion(),
            third.actionHash(),
            third.chain()));

    run.assertViolation("I3");
  }
}
