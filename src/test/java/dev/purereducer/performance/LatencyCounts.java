package dev.purereducer.performance;

import dev.purereducer.testkit.Counts;
import dev.purereducer.testkit.Latencies;
import dev.purereducer.testkit.LoadScript.LoadRequest;
import dev.purereducer.testkit.RawResponse;
import java.time.Duration;

/** Results of a run's responses: latencies, versions, attempts and projection lag. */
final class LatencyCounts {
  /** The {@code max_wait_ms} of reads, and the lag of a read that has not seen its version by then. */
  static final Duration MAX_LAG = Duration.ofSeconds(20);

  private static final byte[] VERSION = RawResponse.ascii("\"version\":");
  private static final byte[] ATTEMPTS = RawResponse.ascii("\"attempts\":");

  private final Acknowledged acknowledged;
  private final Latencies latency = new Latencies();
  private final Latencies lag = new Latencies();
  private final Counts<Integer> refused = new Counts<>();
  private final Counts<Integer> attempts = new Counts<>();
  private final Timeline timeline = new Timeline();
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private long readsTimedOut;

  LatencyCounts(Keys keys) {
    acknowledged = new Acknowledged(keys);
  }

  /** Records the response to an action; returns the committed version, or -1 if it was refused. */
  long action(LoadRequest request, RawResponse response, long nowNanos) {
    firstNanos = Math.min(firstNanos, request.dueNanos());
    lastNanos = Math.max(lastNanos, nowNanos);
    long tookNanos = nowNanos - request.dueNanos();
    latency.record(tookNanos);
    if (response.status() != RawResponse.OK) {
      refused.increment(response.status());
      return -1;
    }
    long version = response.number(VERSION);
    acknowledged.add(request.key(), request.amount(), version);
    attempts.increment((int) response.number(ATTEMPTS));
    timeline.committed(nowNanos, 1, tookNanos);
    return version;
  }

  /** Records the response to a read; {@code request.dueNanos()} is the time of the commit. */
  void read(LoadRequest request, RawResponse response, long nowNanos) {
    long lagNanos = Math.max(0, nowNanos - request.dueNanos());
    if (response.status() != RawResponse.OK || !response.isFromProjection()) {
      readsTimedOut++;
      lagNanos = Math.max(lagNanos, MAX_LAG.toNanos());
    }
    lag.record(lagNanos);
    timeline.read(nowNanos, lagNanos);
  }

  Acknowledged acknowledged() {
    return acknowledged;
  }

  Latencies latency() {
    return latency;
  }

  Latencies lag() {
    return lag;
  }

  Timeline timeline() {
    return timeline;
  }

  /** Refused actions by HTTP status. */
  Counts<Integer> refused() {
    return refused;
  }

  /** Committed actions by the number of attempts. */
  Counts<Integer> attempts() {
    return attempts;
  }

  /** Reads that did not see their version in time. */
  long readsTimedOut() {
    return readsTimedOut;
  }

  /** From the first due request to the last response. */
  double seconds() {
    return (lastNanos - firstNanos) / 1e9;
  }

  double perSecond() {
    return acknowledged.total() / seconds();
  }
}
