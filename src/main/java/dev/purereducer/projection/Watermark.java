package dev.purereducer.projection;

import java.time.Instant;

/**
 * How far a partition has been read.
 *
 * @param offset the next one to read
 * @param eventTime when the last event before it was committed, or published if that is not known
 */
record Watermark(String topic, int partition, long offset, Instant eventTime) {}
