package dev.purereducer.performance;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What the answers of a run say: latencies, versions, attempts, lag, and how it went over time. */
final class LatencyCounts {
  /** A read that has not seen its version by then is answered without it, and counts as so late. */
  static final Duration MAX_LAG = Duration.ofSeconds(20);

  private static final byte[] VERSION = HttpResponse.ascii("\"version\":");
  private static final byte[] ATTEMPTS = HttpResponse.ascii("\"attempts\":");

  private final Acknowledged acknowledged;
  private final Histogram latency = histogram();
  private final Histogram lag = histogram();
  private final Map<Integer, Long> refused = new TreeMap<>();
  private final Map<Integer, Long> attempts = new TreeMap<>();
  private final Timeline timeline = new Timeline();
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private long notSeen;

  LatencyCounts(Keys keys) {
    acknowledged = new Acknowledged(keys);
  }

  /** Nanoseconds, to three digits. */
  static Histogram histogram() {
    return new Histogram(3);
  }

  /** An action was answered; the version it got, or -1 if it was refused. */
  long action(Request request, HttpResponse answer, long nowNanos) {
    firstNanos = Math.min(firstNanos, request.dueNanos());
    lastNanos = Math.max(lastNanos, nowNanos);
    long took = nowNanos - request.dueNanos();
    latency.recordValue(Math.max(0, took));
    if (answer.status() != HttpResponse.OK) {
      refused.merge(answer.status(), 1L, Long::sum);
      return -1;
    }
    long version = answer.number(VERSION);
    acknowledged.add(request.key(), request.stampBytes(), version);
    attempts.merge((int) answer.number(ATTEMPTS), 1L, Long::sum);
    timeline.committed(nowNanos, 1, took);
    return version;
  }

  /** A read that waited for a version came back, {@code request.dueNanos()} being its commit. */
  void read(Request request, HttpResponse answer, long nowNanos) {
    long behind = Math.max(0, nowNanos - request.dueNanos());
    if (answer.status() != HttpResponse.OK || !answer.fromProjection()) {
      notSeen++;
      behind = Math.max(behind, MAX_LAG.toNanos());
    }
    lag.recordValue(behind);
    timeline.seen(nowNanos, behind);
  }

  Acknowledged acknowledged() {
    return acknowledged;
  }

  Histogram latency() {
    return latency;
  }

  Histogram lag() {
    return lag;
  }

  Timeline timeline() {
    return timeline;
  }

  /** How many actions by HTTP status, of those that were not committed. */
  Map<Integer, Long> refused() {
    return refused;
  }

  /** How many committed actions by the attempts they took. */
  Map<Integer, Long> attempts() {
    return attempts;
  }

  /** Reads that did not see their version in time. */
  long notSeen() {
    return notSeen;
  }

  /** From the first request that was due to the last answer. */
  double seconds() {
    return (lastNanos - firstNanos) / 1e9;
  }

  double perSecond() {
    return acknowledged.total() / seconds();
  }
}
