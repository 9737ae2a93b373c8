package dev.purereducer.testkit;

import org.jspecify.annotations.Nullable;

/** The requests of a {@link LoadClient} and the handling of their responses, on one thread. */
public interface LoadScript {
  /** The next request, or null if none is due. A connection is free for it. */
  @Nullable
  LoadRequest next(long nowNanos);

  /** Handles a response, which is valid during this call only. */
  void onResponse(LoadRequest request, RawResponse response, long nowNanos);

  boolean isDone();
}
