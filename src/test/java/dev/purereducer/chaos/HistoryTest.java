package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.History.Operation;
import dev.purereducer.chaos.History.Register;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.chaos.Journal.Ingress;
import dev.purereducer.chaos.Journal.ObservedRead;
import dev.purereducer.chaos.Journal.SentAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories of a compare-and-set register that are linearizable, and others that are not. */
class HistoryTest {
  private final List<Operation> operations = new ArrayList<>();

  private void write(
      @Nullable Long expected, long value, KnownOutcome outcome, long called, long responded) {
    var change = new Change.Assign(value);
    operations.add(Operation.of(new SentAction(
        "c", Ingress.REST, "k", "set-" + value, change, expected, outcome, called, responded)));
  }

  private void committed(long version, long value, long called, long responded) {
    write(version - 1, value, new KnownOutcome.Committed(version), called, responded);
  }

  private void read(long version, long value, long called, long responded) {
    operations.add(Operation.of(
        new ObservedRead("c", "k", Consistency.STRONG, 0, version, value, called, responded)));
  }

  private void assertLinearizable() {
    assertEquals(Optional.empty(), new History(operations).firstContradiction());
  }

  private void assertNotLinearizable() {
    assertTrue(new History(operations).firstContradiction().isPresent());
  }

  @Test
  void sequentialOperations_areLinearizable() {
    read(0, 0, 1, 2);
    committed(1, 10, 3, 4);
    read(1, 10, 5, 6);
    write(0L, 11, new KnownOutcome.PreconditionFailed(1), 7, 8);
    committed(2, 12, 9, 10);
    read(2, 12, 11, 12);

    assertLinearizable();
  }

  @Test
  void overlappingOperations_mayTakeEffectInAnyOrder() {
    committed(2, 20, 1, 10);
    committed(1, 10, 2, 9);
    read(1, 10, 3, 8);
    read(0, 0, 4, 7);

    assertLinearizable();
  }

  @Test
  void writeWithUnknownOutcome_mayTakeEffectLate() {
    write(0L, 10, new KnownOutcome.Unknown(), 1, 2);
    read(0, 0, 3, 4);
    read(1, 10, 5, 6);

    assertLinearizable();
  }

  @Test
  void writeWithUnknownOutcome_mayHaveNoEffect() {
    write(0L, 10, new KnownOutcome.Unknown(), 1, 2);
    committed(1, 11, 3, 4);
    read(1, 11, 5, 6);

    assertLinearizable();
  }

  @Test
  void writeWithUnknownOutcome_cannotTakeEffectBeforeItsCall() {
    read(1, 10, 1, 2);
    write(0L, 10, new KnownOutcome.Unknown(), 3, 4);

    assertNotLinearizable();
  }

  @Test
  void writeWithUnknownOutcome_cannotTakeEffectOnOtherVersion() {
    write(0L, 10, new KnownOutcome.Unknown(), 1, 2);
    committed(1, 11, 3, 4);
    read(2, 10, 5, 6);

    assertNotLinearizable();
  }

  @Test
  void staleRead_isNotLinearizable() {
    committed(1, 10, 1, 2);
    read(0, 0, 3, 4);

    assertNotLinearizable();
  }

  @Test
  void readThatGoesBack_isNotLinearizable() {
    committed(1, 10, 1, 100);
    read(1, 10, 2, 3);
    read(0, 0, 4, 5);

    assertNotLinearizable();
  }

  @Test
  void lostWrite_isNotLinearizable() {
    committed(1, 10, 1, 2);
    committed(1, 11, 3, 4);

    assertNotLinearizable();
  }

  @Test
  void concurrentWritesOnOneVersion_areNotLinearizable() {
    committed(1, 10, 1, 10);
    committed(1, 11, 1, 10);

    assertNotLinearizable();
  }

  @Test
  void readOfWrongValue_isNotLinearizable() {
    committed(1, 10, 1, 2);
    read(1, 11, 3, 4);

    assertNotLinearizable();
  }

  @Test
  void refusalAtExpectedVersion_isNotLinearizable() {
    committed(1, 10, 1, 2);
    write(1L, 11, new KnownOutcome.PreconditionFailed(1), 3, 4);

    assertNotLinearizable();
  }

  @Test
  void refusalWithWrongVersion_isNotLinearizable() {
    committed(1, 10, 1, 2);
    write(1L, 11, new KnownOutcome.PreconditionFailed(3), 3, 4);

    assertNotLinearizable();
  }

  @Test
  void duplicateWrite_isNotLinearizable() {
    write(null, 10, new KnownOutcome.Committed(1), 1, 2);
    read(2, 10, 3, 4);

    assertNotLinearizable();
  }

  @Test
  void randomRuns_areLinearizable_andNotWithOneWrongRead() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("HistoryTest seed=" + seed);
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 50; run++) {
      operations.clear();
      long end = runRegister(random, 400);
      assertLinearizable();
      read(end, -1, Long.MAX_VALUE - 2, Long.MAX_VALUE - 1);
      assertNotLinearizable();
    }
  }

  /** Records random operations, each of which takes effect between its call and its response. */
  private long runRegister(SplittableRandom random, int steps) {
    var register = Register.EMPTY;
    for (int step = 1; step <= steps; step++) {
      long called = step * 100L - random.nextInt(600);
      long responded = step * 100L + random.nextInt(600);
      long expected = Math.max(0, register.version() - random.nextInt(2));
      long next = register.version() + 1;
      if (random.nextInt(3) == 0) {
        read(register.version(), register.value(), called, responded);
      } else if (random.nextInt(20) == 0) {
        write(expected, step, new KnownOutcome.Unknown(), called, responded);
        boolean takesEffect = expected == register.version() && random.nextBoolean();
        register = takesEffect ? new Register(next, step) : register;
      } else if (expected == register.version()) {
        committed(next, step, called, responded);
        register = new Register(next, step);
      } else {
        write(
            expected,
            step,
            new KnownOutcome.PreconditionFailed(register.version()),
            called,
            responded);
      }
    }
    return register.version();
  }
}
