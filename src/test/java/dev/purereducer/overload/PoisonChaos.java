package dev.purereducer.overload;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Long rounds, in which noise is small. */
@QuarkusTest
@DisabledIfSystemProperty(named = "chaos.only", matches = "(?!.*poison).+")
class PoisonChaos extends PoisonCases {
  @Override
  int minRounds() {
    return 3;
  }

  @Override
  int maxRounds() {
    return 3;
  }

  @Override
  Duration roundTime() {
    return Duration.ofMillis(1_500);
  }

  @Override
  double factor() {
    return 1.5;
  }

  @Override
  int hotKeyWorkers() {
    return 200;
  }
}
