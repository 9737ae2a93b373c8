package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurstDetectorTest {
  private static final long MILLI = 1_000_000;

  private final BurstDetector arrivals = begun(Duration.ofMillis(2));

  private static BurstDetector begun(Duration most) {
    var arrivals = new BurstDetector(most);
    arrivals.begin(0);
    return arrivals;
  }

  @Test
  void fewActions_goAtOnce() {
    assertFalse(arrivals.shouldWait(7, 0));
  }

  @Test
  void burst_isWaitedForWhileItArrives() {
    assertTrue(arrivals.shouldWait(8, 0));
    assertTrue(arrivals.shouldWait(16, MILLI / 2));
    assertFalse(arrivals.shouldWait(23, MILLI));
  }

  @Test
  void burstWithoutEnd_isWaitedForNoLongerThanTheBound() {
    assertTrue(arrivals.shouldWait(100, 0));
    assertTrue(arrivals.shouldWait(200, 2 * MILLI - 1));
    assertFalse(arrivals.shouldWait(300, 2 * MILLI));
  }

  @Test
  void nextBurst_isLookedAtAnew() {
    arrivals.shouldWait(100, 0);
    arrivals.begin(10 * MILLI);

    assertTrue(arrivals.shouldWait(50, 10 * MILLI));
  }

  @Test
  void zeroBound_neverWaits() {
    assertFalse(begun(Duration.ZERO).shouldWait(1_000, 0));
  }
}
