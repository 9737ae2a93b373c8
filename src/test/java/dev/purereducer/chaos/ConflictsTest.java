package dev.purereducer.chaos;

import dev.purereducer.chaos.Evidence.Conflict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check of conflict events finds each kind of violation. */
class ConflictsTest {
  private final SampleRun run = new SampleRun();

  @Test
  void conflictWithAFutureVersion_violatesI3() {
    run.conflicts.add(new Conflict(4, 5, List.of("a3")));

    run.assertViolation("I3");
  }

  @Test
  void conflictWithAnOlderVersion_violatesI3() {
    run.conflicts.add(new Conflict(3, 2, List.of("a3")));

    run.assertViolation("I3");
  }

  @Test
  void conflictOfAnActionThatWasNotSent_violatesI3() {
    run.conflicts.add(new Conflict(1, 2, List.of("unknown")));

    run.assertViolation("I3");
  }
}
