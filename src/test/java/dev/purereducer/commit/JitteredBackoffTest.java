package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JitteredBackoffTest {
  private final List<Duration> waits = new ArrayList<>();

  private JitteredBackoff backoff() {
    return new JitteredBackoff(Duration.ofMillis(10), Duration.ofMillis(250), waits::add);
  }

  @Test
  void upperBound_doublesUpToTheCap() {
    var backoff = backoff();

    assertEquals(20, backoff.longestMillis(1));
    assertEquals(40, backoff.longestMillis(2));
    assertEquals(160, backoff.longestMillis(4));
    assertEquals(250, backoff.longestMillis(5));
    assertEquals(250, backoff.longestMillis(1_000_000));
  }

  @Test
  void firstRetry_hasNoWait() {
    assertEquals(0, backoff().nextDelayInMillis(ConflictRetry.VersionConflictException.INSTANCE));
    assertTrue(waits.isEmpty());
  }

  @Test
  void laterWaits_areBetweenTheBaseAndTheirUpperBound() {
    for (int round = 0; round < 1_000; round++) {
      var backoff = backoff();
      backoff.nextDelayInMillis(ConflictRetry.VersionConflictException.INSTANCE);
      for (int number = 1; number <= 6; number++) {
        long wait = backoff.nextDelayInMillis(ConflictRetry.VersionConflictException.INSTANCE);
        assertTrue(wait >= 10 && wait <= backoff.longestMillis(number), () -> "waited " + wait);
      }
    }
    assertEquals(6_000, waits.size());
    assertTrue(waits.stream().distinct().count() > 100, "jitter spreads the waits");
  }
}
