package dev.purereducer.overload;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;

/** The long rounds, in which noise is small. */
@QuarkusTest
class PoisonChaos extends PoisonCases {
  @Override
  int rounds() {
    return 3;
  }

  @Override
  Duration time() {
    return Duration.ofSeconds(4);
  }

  @Override
  double factor() {
    return 1.5;
  }
}
