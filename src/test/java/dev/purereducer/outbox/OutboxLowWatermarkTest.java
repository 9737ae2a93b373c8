package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OutboxLowWatermarkTest {
  private static final long NOTHING_STUCK = Long.MAX_VALUE;

  private long nanos;
  private final OutboxLowWatermark floor = new OutboxLowWatermark(() -> nanos);

  @Test
  void olderTransactionStillRunning_keepsTheFloor() {
    floor.batchPublished(10, 100, 200, NOTHING_STUCK);

    floor.batchPublished(20, 199, 300, NOTHING_STUCK);

    assertEquals(0, floor.readAbove(0));
  }

  @Test
  void everyOlderTransactionEnded_raisesTheFloor() {
    floor.batchPublished(10, 100, 200, NOTHING_STUCK);

    floor.batchPublished(20, 200, 300, NOTHING_STUCK);

    assertEquals(10, floor.readAbove(0));
  }

  @Test
  void continuousLoad_doesNotStarveTheFloor() {
    // the oldest running transaction is always three batches behind
    for (long batch = 1; batch <= 10; batch++) {
      floor.batchPublished(batch, 100 + batch - 3, 100 + batch, NOTHING_STUCK);
    }

    assertEquals(7, floor.readAbove(0));
  }

  @Test
  void shortBatch_raisesTheFloorToItsEndOnly() {
    floor.batchPublished(10, 100, 200, NOTHING_STUCK);

    floor.batchPublished(4, 250, 300, NOTHING_STUCK);

    assertEquals(4, floor.readAbove(0));
  }

  @Test
  void stuckRow_staysAboveTheFloor() {
    floor.batchPublished(10, 100, 200, 6);

    floor.batchPublished(20, 250, 300, 6);

    assertEquals(5, floor.readAbove(0));
  }

  @Test
  void gainedShards_startFromTheBeginning() {
    floor.batchPublished(10, 100, 200, NOTHING_STUCK);
    floor.batchPublished(20, 250, 300, NOTHING_STUCK);

    assertEquals(0, floor.readAbove(1));
    assertEquals(0, floor.readAbove(1));
  }

  @Test
  void sweep_startsFromTheBeginning_onceInAWhile() {
    floor.batchPublished(10, 100, 200, NOTHING_STUCK);
    floor.batchPublished(20, 250, 300, NOTHING_STUCK);

    nanos += 5_000_000_000L;

    assertEquals(0, floor.readAbove(0));
    assertEquals(10, floor.readAbove(0));
  }
}
