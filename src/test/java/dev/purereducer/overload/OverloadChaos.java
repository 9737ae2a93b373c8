package dev.purereducer.overload;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The long run of {@link Overload}. */
class OverloadChaos {
  @Test
  void moreThanItCanTakeForAMinute_isRefusedAndNothingIsLost() throws Exception {
    Overload.run(Duration.ofSeconds(60));
  }
}
