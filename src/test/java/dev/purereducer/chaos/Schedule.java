package dev.purereducer.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Random choices of one scenario, which depend on the seed and the scenario's name only. */
final class Schedule {
  private final SplittableRandom random;

  private Schedule(SplittableRandom random) {
    this.random = random;
  }

  static Schedule of(long seed, String scenario) {
    return new Schedule(new SplittableRandom(seed ^ ((long) scenario.hashCode() << 32)));
  }

  /** Independent choices for another thread. */
  Schedule split() {
    return new Schedule(random.split());
  }

  Duration between(Duration min, Duration max) {
    return Duration.ofMillis(random.nextLong(min.toMillis(), max.toMillis() + 1));
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  <T> List<T> shuffled(List<T> all) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, Random.from(random));
    return shuffled;
  }

  /** True with this probability. */
  boolean happens(double share) {
    return random.nextDouble() < share;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }
}
