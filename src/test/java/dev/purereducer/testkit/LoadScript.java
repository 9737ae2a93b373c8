package dev.purereducer.testkit;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The requests of a {@link LoadClient} and the handling of their responses, on one thread. */
public interface LoadScript {
  /**
   * An encoded request, with the context that its script needs for the response.
   *
   * @param bytes head and body
   * @param key the number of the workflow, or of the simulated client
   * @param amount the number that the action adds to the workflow's state; 0 for reads
   * @param dueNanos the start of the latency: when the request was due, not when it was sent
   */
  record LoadRequest(Kind kind, ByteBuffer bytes, int key, long amount, long dueNanos) {
    public enum Kind {
      ACTION,
      /** An action that is followed by a {@link #READ} of its version. */
      ACTION_THEN_READ,
      READ,
      BULK
    }
  }

  /** The next request, or null if none is due. A connection is free for it. */
  @Nullable
  LoadRequest next(long nowNanos);

  /** Handles a response, which is valid during this call only. */
  void onResponse(LoadRequest request, RawResponse response, long nowNanos);

  boolean isDone();
}
