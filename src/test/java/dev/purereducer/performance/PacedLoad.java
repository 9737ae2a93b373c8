package dev.purereducer.performance;

import dev.purereducer.testkit.LoadScript;
import dev.purereducer.testkit.LoadScript.LoadRequest;
import dev.purereducer.testkit.LoadScript.LoadRequest.Kind;
import dev.purereducer.testkit.RawResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Open-loop load at a fixed rate, independent of the responses. Latency starts when an action is due,
 * so it includes the wait for a free connection.
 *
 * <p>Some actions are followed, on their response, by a read of their version; the time to the
 * response of that read is the projection lag.
 */
final class PacedLoad implements LoadScript {
  /**
   * Rate and number of the actions.
   *
   * @param readEvery the number of actions per read
   */
  record Pace(double perSecond, long total, int readEvery) {
    static Pace lasting(double perSecond, double seconds, int watchEvery) {
      return new Pace(perSecond, Math.round(perSecond * seconds), watchEvery);
    }
  }

  /** The load ends this long after the last due time, even if the service is too slow for the rate. */
  private static final double MAX_LATE_SECONDS = 10;

  private final StampActions actions;
  private final LatencyCounts counts;
  private final Pace pace;
  private final long startNanos = System.nanoTime();
  private final Deque<LoadRequest> reads = new ArrayDeque<>();
  private final long endNanos;
  private long sent;
  private long inFlight;

  PacedLoad(StampActions actions, LatencyCounts counts, Pace pace) {
    this.actions = actions;
    this.counts = counts;
    this.pace = pace;
    this.endNanos = dueNanos(pace.total) + (long) (MAX_LATE_SECONDS * 1e9);
  }

  @Override
  public @Nullable LoadRequest next(long nowNanos) {
    var read = reads.poll();
    if (read != null) {
      return read;
    }
    long due = dueNanos(sent);
    if (sent == pace.total || due > nowNanos || nowNanos > endNanos) {
      return null;
    }
    var kind = sent % pace.readEvery == 0 ? Kind.ACTION_THEN_READ : Kind.ACTION;
    int key = (int) (sent % actions.keys().count());
    sent++;
    inFlight++;
    return actions.post(kind, key, due);
  }

  private long dueNanos(long number) {
    return startNanos + (long) (number * (1e9 / pace.perSecond));
  }

  @Override
  public void onResponse(LoadRequest request, RawResponse response, long nowNanos) {
    switch (request.kind()) {
      case ACTION -> {
        counts.action(request, response, nowNanos);
        inFlight--;
      }
      case ACTION_THEN_READ -> {
        long version = counts.action(request, response, nowNanos);
        if (version < 0) {
          inFlight--;
        } else {
          reads.add(actions.read(request.key(), version, nowNanos));
        }
      }
      case READ -> {
        counts.read(request, response, nowNanos);
        inFlight--;
      }
      case BULK -> throw new IllegalStateException("unexpected bulk request");
    }
  }

  @Override
  public boolean isDone() {
    return inFlight == 0 && (sent == pace.total || System.nanoTime() > endNanos);
  }
}
