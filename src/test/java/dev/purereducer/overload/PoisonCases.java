package dev.purereducer.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Lanes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jboss.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hot key whose actions all fail does not slow down a thousand other keys (I9). */
abstract class PoisonCases {
  private static final Logger LOG = Logger.getLogger(PoisonCases.class);

  @Inject
  Lanes lanes;

  abstract int minRounds();

  /** Further rounds are run while the limit is exceeded: noise passes, a real slowdown stays. */
  abstract int maxRounds();

  abstract Duration roundTime();

  /** Actions of the hot key in flight. */
  abstract int hotKeyWorkers();

  /**
   * The allowed ratio of the median p99 with a failing key to the worst p99 with a good hot key.
   * Rounds alternate, so the worst round with a good key shows the machine's noise.
   */
  abstract double factor();

  @ParameterizedTest
  @ValueSource(strings = {"throw", "grow", "big-intent", "half-pair", "overflow"})
  void failingHotKey_doesNotDelayOtherKeys(String payload) {
    var poison = new Poison(lanes, hotKeyWorkers());
    poison.round("good", roundTime());
    poison.round(payload, roundTime()); // grows the state, up to where all further actions fail
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    long rejected = 0;
    for (int i = 0; i < maxRounds() && (i < minRounds() || exceeds(without, with)); i++) {
      without.add(p99(poison.round("good", roundTime())));
      var poisoned = poison.round(payload, roundTime());
      with.add(p99(poisoned));
      rejected += poisoned.rejected();
    }

    LOG.infof("payload=%s rejected=%d p99 without=%s with=%s", payload, rejected, without, with);
    assertTrue(rejected > 0, "no action failed");
    assertFalse(exceeds(without, with), () -> with + " exceeds " + without);
  }

  private boolean exceeds(List<Double> without, List<Double> with) {
    return median(with) > Collections.max(without) * factor() + 10;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double p99(Poison.Round round) {
    assertEquals(0, round.failed(), "actions on good keys that were not committed");
    return round.latencies().p99Millis();
  }
}
