package dev.purereducer.performance;

import java.nio.ByteBuffer;

/**
 * A request ready to be sent, and what is to be known of it when its answer comes.
 *
 * @param bytes head and body
 * @param key the number of the workflow
 * @param stampBytes the number that its action adds to the state; 0 for reads
 * @param dueNanos when it was meant to be sent: what its latency counts from
 */
record Request(Kind kind, ByteBuffer bytes, int key, long stampBytes, long dueNanos) {
  enum Kind {
    /** An action. */
    ACTION,
    /** An action whose read model is asked for once it is committed. */
    WATCHED_ACTION,
    /** That read. */
    READ,
    /** Many actions. */
    BULK
  }
}
