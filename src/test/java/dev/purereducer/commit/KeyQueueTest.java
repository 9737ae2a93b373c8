package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyQueueTest {
  private final KeyQueue queue = new KeyQueue("order:1");

  @ParameterizedTest
  @ValueSource(longs = {5, 60, 110})
  void cooldownAfterAFailure_leavesNineTenthsOfTheLaneToOthers(long foldMillis) {
    queue.addFoldNanos(Duration.ofMillis(foldMillis).toNanos());
    queue.penalise();

    assertEquals(9 * foldMillis, queue.cooldownMillis());
  }

  @Test
  void cooldown_isBounded() {
    queue.addFoldNanos(Duration.ofSeconds(10).toNanos());
    queue.penalise();

    assertEquals(1_000, queue.cooldownMillis());
  }

  @Test
  void turnWithoutFailure_hasNoCooldown() {
    queue.addFoldNanos(Duration.ofMillis(60).toNanos());

    assertEquals(0, queue.cooldownMillis());
  }
}
