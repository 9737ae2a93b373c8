package dev.purereducer.overload;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;

/** The short rounds, which find what is far off. */
@QuarkusTest
class PoisonTest extends PoisonCases {
  @Override
  int leastRounds() {
    return 1;
  }

  @Override
  int mostRounds() {
    return 5;
  }

  @Override
  Duration time() {
    return Duration.ofMillis(400);
  }

  @Override
  double factor() {
    return 5;
  }
}
