package dev.purereducer.performance;

import dev.purereducer.performance.Request.Kind;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** So many actions, each connection sending its next one when it has its answer. */
final class ClosedLoad implements Script {
  private final Actions actions;
  private final LatencyCounts tally;
  private final IntUnaryOperator keyOf;
  private final long total;
  private final long endNanos;
  private final long dueNanos;
  private long sent;
  private long answered;

  private ClosedLoad(Actions actions, LatencyCounts tally, IntUnaryOperator keyOf, Extent extent) {
    this.actions = actions;
    this.tally = tally;
    this.keyOf = keyOf;
    this.total = extent.total;
    this.endNanos = extent.endNanos;
    this.dueNanos = extent.dueNanos;
  }

  /** How far it goes, and when requests are due; 0 is when they are sent. */
  private record Extent(long total, long endNanos, long dueNanos) {}

  /** {@code total} actions; the function tells the key of each by its number. */
  static ClosedLoad of(Actions actions, LatencyCounts tally, IntUnaryOperator keyOf, long total) {
    return new ClosedLoad(actions, tally, keyOf, new Extent(total, Long.MAX_VALUE, 0));
  }

  /** All keys in turn for some time. */
  static ClosedLoad lasting(Actions actions, LatencyCounts tally, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    return new ClosedLoad(
        actions,
        tally,
        number -> number % actions.keys().count(),
        new Extent(Long.MAX_VALUE, end, 0));
  }

  /** {@code total} actions that are all due now, whenever there is a connection for them. */
  static ClosedLoad burst(
      Actions actions, LatencyCounts tally, IntUnaryOperator keyOf, long total) {
    return new ClosedLoad(
        actions, tally, keyOf, new Extent(total, Long.MAX_VALUE, System.nanoTime()));
  }

  @Override
  public @Nullable Request next(long nowNanos) {
    if (sent == total || nowNanos > endNanos) {
      return null;
    }
    int key = keyOf.applyAsInt((int) sent);
    sent++;
    return actions.post(Kind.ACTION, key, dueNanos == 0 ? nowNanos : dueNanos);
  }

  @Override
  public void answered(Request request, HttpResponse answer, long nowNanos) {
    answered++;
    tally.action(request, answer, nowNanos);
  }

  @Override
  public boolean isDone() {
    return answered == sent && (sent == total || System.nanoTime() > endNanos);
  }
}
