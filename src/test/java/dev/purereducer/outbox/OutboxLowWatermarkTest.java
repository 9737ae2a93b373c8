package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OutboxLowWatermarkTest {
  private static final long NOTHING_STUCK = Long.MAX_VALUE;

  private long nanos;
  private final OutboxLowWatermark floor = new OutboxLowWatermark(() -> nanos);

  @Test
  void olderTransactionStillRunning_keepsTheFloor() {
    floor.published(10, 100, 200, NOTHING_STUCK);

    floor.published(20, 199, 300, NOTHING_STUCK);

    assertEquals(0, floor.start(0));
  }

  @Test
  void everyOlderTransactionEnded_raisesTheFloor() {
    floor.published(10, 100, 200, NOTHING_STUCK);

    floor.published(20, 200, 300, NOTHING_STUCK);

    assertEquals(10, floor.start(0));
  }

  @Test
  void continuousLoad_doesNotStarveTheFloor() {
    // the oldest running transaction is always three batches behind
    for (long batch = 1; batch <= 10; batch++) {
      floor.published(batch, 100 + batch - 3, 100 + batch, NOTHING_STUCK);
    }

    assertEquals(7, floor.start(0));
  }

  @Test
  void shortBatch_raisesTheFloorToItsEndOnly() {
    floor.published(10, 100, 200, NOTHING_STUCK);

    floor.published(4, 250, 300, NOTHING_STUCK);

    assertEquals(4, floor.start(0));
  }

  @Test
  void stuckRow_staysAboveTheFloor() {
    floor.published(10, 100, 200, 6);

    floor.published(20, 250, 300, 6);

    assertEquals(5, floor.start(0));
  }

  @Test
  void gainedShards_startFromTheBeginning() {
    floor.published(10, 100, 200, NOTHING_STUCK);
    floor.published(20, 250, 300, NOTHING_STUCK);

    assertEquals(0, floor.start(1));
    assertEquals(0, floor.start(1));
  }

  @Test
  void sweep_startsFromTheBeginning_onceInAWhile() {
    floor.published(10, 100, 200, NOTHING_STUCK);
    floor.published(20, 250, 300, NOTHING_STUCK);

    nanos += 5_000_000_000L;

    assertEquals(0, floor.start(0));
    assertEquals(10, floor.start(0));
  }
}
