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

/** One bad key among a thousand, hot, costs the others next to nothing (I9). */
abstract class PoisonCases {
  private static final Logger LOG = Logger.getLogger(PoisonCases.class);

  @Inject
  Lanes lanes;

  abstract int leastRounds();

  /** Noise gets as many chances; what is really slow is slow in all of them. */
  abstract int mostRounds();

  abstract Duration time();

  /**
   * How much the median round with a bad key may exceed the worst with a good one as hot: rounds
   * alternate, so the worst of those without is what the machine's noise makes of a round.
   */
  abstract double factor();

  @ParameterizedTest
  @ValueSource(strings = {"throw", "grow", "big-intent", "half-pair", "overflow"})
  void badKey_leavesTheOthersAlone(String order) {
    var poison = new Poison(lanes);
    poison.round("well", time());
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    long refused = 0;
    for (int i = 0; i < mostRounds() && (i < leastRounds() || exceeds(without, with)); i++) {
      without.add(good(poison.round("well", time())).percentileMillis(99));
      var poisoned = good(poison.round(order, time()));
      with.add(poisoned.percentileMillis(99));
      refused += poisoned.refused();
    }

    LOG.infof("order=%s refused=%d p99 without=%s with=%s", order, refused, without, with);
    assertTrue(refused > 0, "nothing was bad");
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
