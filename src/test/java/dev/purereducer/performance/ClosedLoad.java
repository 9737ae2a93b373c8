package dev.purereducer.performance;

import dev.purereducer.testkit.LoadScript;
import dev.purereducer.testkit.LoadScript.LoadRequest;
import dev.purereducer.testkit.LoadScript.LoadRequest.Kind;
import dev.purereducer.testkit.RawResponse;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Closed-loop load: each connection sends its next action when it has a response. */
final class ClosedLoad implements LoadScript {
  private final StampActions actions;
  private final LatencyCounts counts;
  private final IntUnaryOperator keyOf;
  private final long total;
  private final long endNanos;
  private final long dueNanos;
  private long sent;
  private long completed;

  private ClosedLoad(
      StampActions actions, LatencyCounts counts, IntUnaryOperator keyOf, Extent extent) {
    this.actions = actions;
    this.counts = counts;
    this.keyOf = keyOf;
    this.total = extent.total;
    this.endNanos = extent.endNanos;
    this.dueNanos = extent.dueNanos;
  }

  /** Limits of the load, and the common due time of the requests; 0 means the time of sending. */
  private record Extent(long total, long endNanos, long dueNanos) {}

  /** {@code total} actions; {@code keyOf} maps the number of an action to its key. */
  static ClosedLoad of(
      StampActions actions, LatencyCounts counts, IntUnaryOperator keyOf, long total) {
    return new ClosedLoad(actions, counts, keyOf, new Extent(total, Long.MAX_VALUE, 0));
  }

  /** All keys in turn for a duration. */
  static ClosedLoad lasting(StampActions actions, LatencyCounts counts, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    return new ClosedLoad(
        actions,
        counts,
        number -> number % actions.keys().count(),
        new Extent(Long.MAX_VALUE, end, 0));
  }

  /** {@code total} actions that are all due now, and sent as connections become free. */
  static ClosedLoad burst(
      StampActions actions, LatencyCounts counts, IntUnaryOperator keyOf, long total) {
    return new ClosedLoad(
        actions, counts, keyOf, new Extent(total, Long.MAX_VALUE, System.nanoTime()));
  }

  @Override
  public @Nullable LoadRequest next(long nowNanos) {
    if (sent == total || nowNanos > endNanos) {
      return null;
    }
    int key = keyOf.applyAsInt((int) sent);
    sent++;
    return actions.post(Kind.ACTION, key, dueNanos == 0 ? nowNanos : dueNanos);
  }

  @Override
  public void onResponse(LoadRequest request, RawResponse response, long nowNanos) {
    completed++;
    counts.action(request, response, nowNanos);
  }

  @Override
  public boolean isDone() {
    return completed == sent && (sent == total || System.nanoTime() > endNanos);
  }
}
