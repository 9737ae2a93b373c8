package dev.purereducer.overload;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The short run of {@link Overload}. */
class OverloadIT {
  @Test
  void moreThanItCanTake_isRefusedAndNothingIsLost() throws Exception {
    Overload.run(Duration.ofSeconds(5), 1);
  }
}
