package dev.purereducer.overload;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;

/** Short rounds, which detect a large slowdown only. */
@QuarkusTest
class PoisonTest extends PoisonCases {
  @Override
  int minRounds() {
    return 1;
  }

  @Override
  int maxRounds() {
    return 5;
  }

  @Override
  Duration roundTime() {
    return Duration.ofMillis(400);
  }

  @Override
  int hotKeyWorkers() {
    return 40;
  }

  @Override
  double factor() {
    return 5;
  }
}
