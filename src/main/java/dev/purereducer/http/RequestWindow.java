package dev.purereducer.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Limit of the requests in progress, in number and in bytes of their bodies that have arrived. */
final class RequestWindow {
  private final int maxRequests;
  private final long maxBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  RequestWindow(int maxRequests, long maxBytes) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
  }

  /** Admits a request unless a limit is reached; {@link #leave} follows once. */
  boolean tryEnter() {
    if (bytes.get() >= maxBytes) {
      return false;
    }
    if (requests.incrementAndGet() > maxRequests) {
      requests.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Reserves more bytes for a request that holds some. A request alone may exceed the limit. */
  boolean tryReserve(int moreBytes, int heldBytes) {
    long total = bytes.addAndGet(moreBytes);
    if (total <= maxBytes || total == (long) heldBytes + moreBytes) {
      return true;
    }
    bytes.addAndGet(-moreBytes);
    return false;
  }

  void release(int heldBytes) {
    bytes.addAndGet(-heldBytes);
  }

  void leave(int heldBytes) {
    release(heldBytes);
    requests.decrementAndGet();
  }
}
