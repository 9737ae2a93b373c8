package dev.purereducer.overload;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The long run of {@link Overload}. */
@DisabledIfSystemProperty(named = "chaos.only", matches = "(?!.*overload).+")
class OverloadChaos {
  @Test
  void fiveTimesWhatItCanTakeForAMinute_isRefusedAndNothingIsLost() throws Exception {
    Overload.run(Duration.ofSeconds(60), 5);
  }
}
