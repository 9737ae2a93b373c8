package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** A register that compares and sets: which histories it can have had, and which not. */
class HistoryTest {
  private final List<Operation> operations = new ArrayList<>();

  /** {@code called} and {@code answered} are any moments. */
  private void write(
      @Nullable Long expected, long value, KnownOutcome outcome, long called, long answered) {
    var change = new Change.Assign(value);
    operations.add(Operation.of(new SentAction(
        "c", Ingress.REST, "k", "set-" + value, change, expected, outcome, called, answered)));
  }

  private void committed(long version, long value, long called, long answered) {
    write(version - 1, value, new KnownOutcome.Committed(version), called, answered);
  }

  private void read(long version, long value, long called, long answered) {
    operations.add(Operation.of(
        new ObservedRead("c", "k", Consistency.STRONG, 0, version, value, called, answered)));
  }

  private void assertPossible() {
    assertEquals(Optional.empty(), new History(operations).firstContradiction());
  }

  private void assertImpossible() {
    assertTrue(new History(operations).firstContradiction().isPresent());
  }

  @Test
  void oneAfterAnother_isPossible() {
    read(0, 0, 1, 2);
    committed(1, 10, 3, 4);
    read(1, 10, 5, 6);
    write(0L, 11, new KnownOutcome.PreconditionFailed(1), 7, 8);
    committed(2, 12, 9, 10);
    read(2, 12, 11, 12);

    assertPossible();
  }

  @Test
  void overlappingOperations_mayTakePlaceInAnyOrder() {
    committed(2, 20, 1, 10);
    committed(1, 10, 2, 9);
    read(1, 10, 3, 8);
    read(0, 0, 4, 7);

    assertPossible();
  }

  @Test
  void writeInDoubt_mayTakePlaceLate() {
    write(0L, 10, new KnownOutcome.Unknown(), 1, 2);
    read(0, 0, 3, 4);
    read(1, 10, 5, 6);

    assertPossible();
  }

  @Test
  void writeInDoubt_mayNeverTakePlace() {
    write(0L, 10, new KnownOutcome.Unknown(), 1, 2);
    committed(1, 11, 3, 4);
    read(1, 11, 5, 6);

    assertPossible();
  }

  @Test
  void writeInDoubt_cannotTakePlaceBeforeItWasSent() {
    read(1, 10, 1, 2);
    write(0L, 10, new KnownOutcome.Unknown(), 3, 4);

    assertImpossible();
  }

  @Test
  void writeInDoubt_cannotTakePlaceOnAnotherVersion() {
    write(0L, 10, new KnownOutcome.Unknown(), 1, 2);
    committed(1, 11, 3, 4);
    read(2, 10, 5, 6);

    assertImpossible();
  }

  @Test
  void staleRead_isImpossible() {
    committed(1, 10, 1, 2);
    read(0, 0, 3, 4);

    assertImpossible();
  }

  @Test
  void readThatGoesBack_isImpossible() {
    committed(1, 10, 1, 100);
    read(1, 10, 2, 3);
    read(0, 0, 4, 5);

    assertImpossible();
  }

  @Test
  void lostWrite_isImpossible() {
    committed(1, 10, 1, 2);
    committed(1, 11, 3, 4);

    assertImpossible();
  }

  @Test
  void twoWritesOnOneVersion_areImpossibleEvenAtOnce() {
    committed(1, 10, 1, 10);
    committed(1, 11, 1, 10);

    assertImpossible();
  }

  @Test
  void readOfAnotherValue_isImpossible() {
    committed(1, 10, 1, 2);
    read(1, 11, 3, 4);

    assertImpossible();
  }

  @Test
  void refusalAtTheVersionDemanded_isImpossible() {
    committed(1, 10, 1, 2);
    write(1L, 11, new KnownOutcome.PreconditionFailed(1), 3, 4);

    assertImpossible();
  }

  @Test
  void refusalAtAVersionThatWasNot_isImpossible() {
    committed(1, 10, 1, 2);
    write(1L, 11, new KnownOutcome.PreconditionFailed(3), 3, 4);

    assertImpossible();
  }

  @Test
  void writeTwice_isImpossible() {
    write(null, 10, new KnownOutcome.Committed(1), 1, 2);
    read(2, 10, 3, 4);

    assertImpossible();
  }

  @Test
  void randomRuns_arePossible_andNotWithOneReadChanged() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("HistoryTest seed=" + seed);
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 50; run++) {
      operations.clear();
      long end = runRegister(random, 400);
      assertPossible();
      read(end, -1, Long.MAX_VALUE - 2, Long.MAX_VALUE - 1);
      assertImpossible();
    }
  }

  /** Each operation takes place at a moment of its own, somewhere between its call and answer. */
  private long runRegister(SplittableRandom random, int steps) {
    var register = Register.EMPTY;
    for (int step = 1; step <= steps; step++) {
      long called = step * 100L - random.nextInt(600);
      long answered = step * 100L + random.nextInt(600);
      long expected = Math.max(0, register.version() - random.nextInt(2));
      long next = register.version() + 1;
      if (random.nextInt(3) == 0) {
        read(register.version(), register.value(), called, answered);
      } else if (random.nextInt(20) == 0) {
        write(expected, step, new KnownOutcome.Unknown(), called, answered);
        boolean takesPlace = expected == register.version() && random.nextBoolean();
        register = takesPlace ? new Register(next, step) : register;
      } else if (expected == register.version()) {
        committed(next, step, called, answered);
        register = new Register(next, step);
      } else {
        write(
            expected,
            step,
            new KnownOutcome.PreconditionFailed(register.version()),
            called,
            answered);
      }
    }
    return register.version();
  }
}
