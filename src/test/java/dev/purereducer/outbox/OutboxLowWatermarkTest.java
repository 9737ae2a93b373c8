package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OutboxLowWatermarkTest {
  private static final long NONE_BLOCKED = Long.MAX_VALUE;

  private long nanos;
  private final OutboxLowWatermark watermark = new OutboxLowWatermark(() -> nanos);

  @Test
  void olderTransactionRunning_keepsTheWatermark() {
    watermark.batchPublished(10, 100, 200, NONE_BLOCKED);

    watermark.batchPublished(20, 199, 300, NONE_BLOCKED);

    assertEquals(0, watermark.readAbove(0));
  }

  @Test
  void allOlderTransactionsEnded_advancesTheWatermark() {
    watermark.batchPublished(10, 100, 200, NONE_BLOCKED);

    watermark.batchPublished(20, 200, 300, NONE_BLOCKED);

    assertEquals(10, watermark.readAbove(0));
  }

  @Test
  void continuousLoad_stillAdvancesTheWatermark() {
    // the oldest running transaction is always three batches behind
    for (long batch = 1; batch <= 10; batch++) {
      watermark.batchPublished(batch, 100 + batch - 3, 100 + batch, NONE_BLOCKED);
    }

    assertEquals(7, watermark.readAbove(0));
  }

  @Test
  void shortBatch_advancesTheWatermarkToItsEndOnly() {
    watermark.batchPublished(10, 100, 200, NONE_BLOCKED);

    watermark.batchPublished(4, 250, 300, NONE_BLOCKED);

    assertEquals(4, watermark.readAbove(0));
  }

  @Test
  void blockedRow_staysAboveTheWatermark() {
    watermark.batchPublished(10, 100, 200, 6);

    watermark.batchPublished(20, 250, 300, 6);

    assertEquals(5, watermark.readAbove(0));
  }

  @Test
  void newGeneration_resetsTheWatermark() {
    watermark.batchPublished(10, 100, 200, NONE_BLOCKED);
    watermark.batchPublished(20, 250, 300, NONE_BLOCKED);

    assertEquals(0, watermark.readAbove(1));
    assertEquals(0, watermark.readAbove(1));
  }

  @Test
  void sweepInterval_readsOnceFromTheStart() {
    watermark.batchPublished(10, 100, 200, NONE_BLOCKED);
    watermark.batchPublished(20, 250, 300, NONE_BLOCKED);

    nanos += 5_000_000_000L;

    assertEquals(0, watermark.readAbove(0));
    assertEquals(10, watermark.readAbove(0));
  }
}
