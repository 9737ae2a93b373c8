package dev.purereducer.performance;

import org.jspecify.annotations.Nullable;

/** What a {@link LoadClient} sends, and what becomes of the answers. One thread calls it. */
interface Script {
  /** The next request, if one is due; there is a free connection for it. */
  @Nullable
  Request next(long nowNanos);

  /** The answer to a request; valid during this call only. */
  void answered(Request request, HttpResponse answer, long nowNanos);

  boolean isDone();
}
