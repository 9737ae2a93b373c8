package dev.purereducer.chaos;

import dev.purereducer.testkit.Counts;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.LocalTime;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Results of the clients' requests: counters, the recent rate, and samples of failures. */
final class ClientStats {
  /** Result of one request. */
  enum RequestResult {
    /** A response with a final outcome. */
    COMPLETED,
    /** A final outcome in a bulk response; not part of the measured rate. */
    COMPLETED_IN_BULK,
    /** The stored outcome of an earlier sending. */
    REPLAYED,
    /** 429 or 503, to be retried. */
    REFUSED,
    /** Connection refused. */
    NOT_CONNECTED,
    /** The connection was closed before the response. */
    CONNECTION_LOST,
    /** No response before the timeout. */
    TIMED_OUT,
    /** A response that the interface does not allow. */
    UNEXPECTED
  }

  private static final long SLOT_MILLIS = 100;
  private static final int MAX_SAMPLES = 20;

  private final Counts<RequestResult> results = new Counts<>();
  private final Counts<Long> completedBySlot = new Counts<>();
  private final Counts<String> completedByInstance = new Counts<>();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  void increment(RequestResult result) {
    results.increment(result);
    if (result == RequestResult.COMPLETED) {
      completedBySlot.increment(slot());
    }
  }

  /** Counts a final outcome from the instance with this address. */
  void completed(String address) {
    increment(RequestResult.COMPLETED);
    completedByInstance.increment(address);
  }

  long completedBy(String address) {
    return completedByInstance.count(address);
  }

  void unexpected(String response) {
    increment(RequestResult.UNEXPECTED);
    if (unexpected.size() < MAX_SAMPLES) {
      unexpected.add(response);
    }
  }

  /** Counts a request that got no response. */
  void failed(RequestResult result, HttpRequest request, IOException failure) {
    increment(result);
    if (failures.size() < MAX_SAMPLES) {
      failures.add(LocalTime.now() + " " + request.method() + " " + request.uri() + ": " + failure);
    }
  }

  /** The first requests without a response. */
  Queue<String> failures() {
    return failures;
  }

  /** The first unexpected responses. */
  Queue<String> unexpectedResponses() {
    return unexpected;
  }

  long count(RequestResult result) {
    return results.count(result);
  }

  /** Completed requests per second over the last {@code millis}. */
  double recentRate(long millis) {
    long end = slot();
    long slots = millis / SLOT_MILLIS;
    long completed = 0;
    for (long slot = end - slots; slot < end; slot++) {
      completed += completedBySlot.count(slot);
    }
    return completed * 1000.0 / millis;
  }

  private static long slot() {
    return System.nanoTime() / 1_000_000 / SLOT_MILLIS;
  }
}
