package dev.purereducer.overload;

import dev.purereducer.testkit.Counts;
import dev.purereducer.testkit.Latencies;
import dev.purereducer.testkit.RawResponse;
import java.time.Duration;
import java.util.Locale;

/** Responses of an overloaded service, in total and per client. */
final class OverloadCounts {
  static final String COMMITTED = "committed";

  /** 429 or 503 with {@code Retry-After}. */
  static final String REFUSED = "refused";

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;

  private final int[] committed;
  private final int[] uncertain;
  private final Latencies committedLatencies = new Latencies();
  private final Latencies refusedLatencies = new Latencies();
  private final Counts<String> responses = new Counts<>();

  private long lastCommitNanos = System.nanoTime();
  private long longestPauseNanos;

  OverloadCounts(int clients) {
    committed = new int[clients];
    uncertain = new int[clients];
  }

  void record(int client, RawResponse response, long nanos) {
    switch (response.status()) {
      case RawResponse.OK -> {
        committed[client]++;
        committedLatencies.record(nanos);
        long now = System.nanoTime();
        longestPauseNanos = Math.max(longestPauseNanos, now - lastCommitNanos);
        lastCommitNanos = now;
        responses.increment(COMMITTED);
      }
      case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE -> {
        uncertain[client]++;
        refusedLatencies.record(nanos);
        responses.increment(response.hasRetryAfter() ? REFUSED : "refused without Retry-After");
      }
      default -> responses.increment("status " + response.status());
    }
  }

  /** The client's acknowledged actions. */
  int committed(int client) {
    return committed[client];
  }

  /** The client's refused actions; of these, some may have been committed after a timeout. */
  int uncertain(int client) {
    return uncertain[client];
  }

  long count(String kind) {
    return responses.count(kind);
  }

  long total() {
    return responses.total();
  }

  /** The longest time without a committed action. */
  Duration longestPause() {
    return Duration.ofNanos(longestPauseNanos);
  }

  /** Latency of refusals, which wait for nothing but the machine and the clients. */
  double refusalPercentileMillis(double percentile) {
    return refusedLatencies.percentileMillis(percentile);
  }

  /** Latency of committed actions. */
  double percentileMillis(double percentile) {
    return committedLatencies.percentileMillis(percentile);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s p50=%.0fms p99=%.0fms max=%.0fms refusals p99=%.0fms",
        responses,
        percentileMillis(50),
        percentileMillis(99),
        percentileMillis(100),
        refusalPercentileMillis(99));
  }
}
