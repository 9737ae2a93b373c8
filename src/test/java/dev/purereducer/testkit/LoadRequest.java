package dev.purereducer.testkit;

import java.nio.ByteBuffer;

/**
 * An encoded request, with the context that its script needs for the response.
 *
 * @param bytes head and body
 * @param key the number of the workflow, or of the simulated client
 * @param amount the number that the action adds to the workflow's state; 0 for reads
 * @param dueNanos the start of the latency: when the request was due, not when it was sent
 */
public record LoadRequest(Kind kind, ByteBuffer bytes, int key, long amount, long dueNanos) {
  public enum Kind {
    ACTION,
    /** An action that is followed by a {@link #READ} of its version. */
    ACTION_THEN_READ,
    READ,
    BULK
  }
}
