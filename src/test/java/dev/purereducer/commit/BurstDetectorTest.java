package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurstDetectorTest {
  private static final long MILLI = 1_000_000;

  private final BurstDetector burst = begun(Duration.ofMillis(2));

  private static BurstDetector begun(Duration maxWait) {
    var burst = new BurstDetector(maxWait);
    burst.begin(0);
    return burst;
  }

  @Test
  void fewActions_doNotWait() {
    assertFalse(burst.shouldWait(7, 0));
  }

  @Test
  void burst_waitsWhileItArrives() {
    assertTrue(burst.shouldWait(8, 0));
    assertTrue(burst.shouldWait(16, MILLI / 2));
    assertFalse(burst.shouldWait(23, MILLI));
  }

  @Test
  void endlessBurst_waitsNoLongerThanTheBound() {
    assertTrue(burst.shouldWait(100, 0));
    assertTrue(burst.shouldWait(200, 2 * MILLI - 1));
    assertFalse(burst.shouldWait(300, 2 * MILLI));
  }

  @Test
  void nextBurst_isDetectedAgain() {
    burst.shouldWait(100, 0);
    burst.begin(10 * MILLI);

    assertTrue(burst.shouldWait(50, 10 * MILLI));
  }

  @Test
  void zeroBound_neverWaits() {
    assertFalse(begun(Duration.ZERO).shouldWait(1_000, 0));
  }
}
