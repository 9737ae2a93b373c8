package dev.purereducer.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** The random choices of one scenario: the same for the same seed, whichever others run. */
final class Schedule {
  private final SplittableRandom random;

  private Schedule(SplittableRandom random) {
    this.random = random;
  }

  static Schedule of(long seed, String scenario) {
    return new Schedule(new SplittableRandom(seed ^ ((long) scenario.hashCode() << 32)));
  }

  /** Choices that do not depend on how many are made elsewhere: for another thread. */
  Schedule split() {
    return new Schedule(random.split());
  }

  Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  <T> List<T> shuffled(List<T> all) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, Random.from(random));
    return shuffled;
  }

  /** True in this share of the calls. */
  boolean happens(double share) {
    return random.nextDouble() < share;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }
}
