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

/** Latency of a thousand keys while the actions of one hot key fail: it stays the same (I9). */
abstract class PoisonCases {
  private static final Logger LOG = Logger.getLogger(PoisonCases.class);

  @Inject
  Lanes lanes;

  abstract int minRounds();

  /** Rounds are repeated up to this number while the result may be noise. */
  abstract int maxRounds();

  abstract Duration roundTime();

  /** Concurrent actions of the hot key. */
  abstract int hotActions();

  /**
   * Allowed ratio of the median p99 with failing actions to the worst p99 without. Rounds with and
   * without alternate, so the worst round without shows the noise of the machine.
   */
  abstract double factor();

  @ParameterizedTest
  @ValueSource(strings = {"throw", "grow", "big-intent", "half-pair", "overflow"})
  void failingHotKey_doesNotSlowOtherKeys(String order) {
    var poison = new Poison(lanes, hotActions());
    poison.round("well", roundTime());
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    long refused = 0;
    for (int i = 0; i < maxRounds() && (i < minRounds() || exceeds(without, with)); i++) {
      without.add(good(poison.round("well", roundTime())).percentileMillis(99));
      var poisoned = good(poison.round(order, roundTime()));
      with.add(poisoned.percentileMillis(99));
      refused += poisoned.refused();
    }

    LOG.infof("order=%s refused=%d p99 without=%s with=%s", order, refused, without, with);
    assertTrue(refused > 0, "no action failed");
    assertFalse(exceeds(without, with), () -> with + " exceeds " + without);
  }

  private boolean exceeds(List<Double> without, List<Double> with) {
    return median(with) > Collections.max(without) * factor() + 10;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static Poison.Round good(Poison.Round round) {
    assertEquals(0, round.failed(), "good actions that were not committed");
    return round;
  }
}
