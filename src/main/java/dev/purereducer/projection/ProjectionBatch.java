package dev.purereducer.projection;

import java.time.Instant;
import java.util.List;

/**
 * A polled batch of events.
 *
 * @param watermarks the positions after the batch, stored when each event is projected or skipped
 */
record ProjectionBatch(List<ConsumedEvent> events, List<Watermark> watermarks) {
  /**
   * The position of a projection in a partition.
   *
   * @param offset the next offset to read
   * @param eventTime commit time of the last event before the offset, else its record timestamp
   */
  record Watermark(String topic, int partition, long offset, Instant eventTime) {}
}
