package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.ConflictRetry.ConflictBackoff;
import dev.purereducer.commit.ConflictRetry.VersionConflictException;
import dev.purereducer.runtime.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflictBackoffTest {
  private static final long BASE_MILLIS = 10;
  private static final long CAP_MILLIS = 250;

  private final List<Duration> waits = new ArrayList<>();

  private ConflictBackoff backoff() {
    var bounds = new Backoff(Duration.ofMillis(BASE_MILLIS), Duration.ofMillis(CAP_MILLIS));
    return new ConflictBackoff(bounds, waits::add);
  }

  @Test
  void firstRetry_hasNoWait() {
    assertEquals(0, backoff().nextDelayInMillis(VersionConflictException.INSTANCE));
    assertTrue(waits.isEmpty());
  }

  @Test
  void laterWaits_areBetweenTheBaseAndTheirUpperBound() {
    for (int round = 0; round < 1_000; round++) {
      var backoff = backoff();
      backoff.nextDelayInMillis(VersionConflictException.INSTANCE);
      for (int number = 1; number <= 6; number++) {
        long wait = backoff.nextDelayInMillis(VersionConflictException.INSTANCE);
        long bound = Math.min(CAP_MILLIS, BASE_MILLIS << number);
        assertTrue(wait >= BASE_MILLIS && wait <= bound, () -> "waited " + wait);
      }
    }
    assertEquals(6_000, waits.size());
    assertTrue(waits.stream().distinct().count() > 100, "jitter spreads the waits");
  }
}
