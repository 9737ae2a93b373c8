package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long MILLI = 1_000_000;

  private final Arrivals arrivals = begun(Duration.ofMillis(2));

  private static Arrivals begun(Duration most) {
    var arrivals = new Arrivals(most);
    arrivals.begin(0);
    return arrivals;
  }

  @Test
  void fewActions_goAtOnce() {
    assertFalse(arrivals.goOn(7, 0));
  }

  @Test
  void burst_isWaitedForWhileItArrives() {
    assertTrue(arrivals.goOn(8, 0));
    assertTrue(arrivals.goOn(16, MILLI / 2));
    assertFalse(arrivals.goOn(23, MILLI));
  }

  @Test
  void burstWithoutEnd_isWaitedForNoLongerThanTheBound() {
    assertTrue(arrivals.goOn(100, 0));
    assertTrue(arrivals.goOn(200, 2 * MILLI - 1));
    assertFalse(arrivals.goOn(300, 2 * MILLI));
  }

  @Test
  void nextBurst_isLookedAtAnew() {
    arrivals.goOn(100, 0);
    arrivals.begin(10 * MILLI);

    assertTrue(arrivals.goOn(50, 10 * MILLI));
  }

  @Test
  void zeroBound_neverWaits() {
    assertFalse(begun(Duration.ZERO).goOn(1_000, 0));
  }
}
