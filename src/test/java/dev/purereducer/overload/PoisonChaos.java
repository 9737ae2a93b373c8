package dev.purereducer.overload;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;

/** The same for longer, so that noise is small. */
@QuarkusTest
class PoisonChaos extends PoisonTest {
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
