package dev.purereducer.performance;

import dev.purereducer.performance.Request.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Actions at a steady rate, whatever the answers do: latency counts from when an action was due, so
 * one that waits for a free connection waits on the clock.
 *
 * <p>Every so often an action is watched: the answer to its POST is followed at once by a read that
 * asks for its version, and what passes until that answer is the lag.
 */
final class PacedLoad implements Script {
  /**
   * What is sent.
   *
   * @param watchEvery one action in so many is watched
   */
  record Pace(double perSecond, long total, int watchEvery) {
    static Pace lasting(double perSecond, double seconds, int watchEvery) {
      return new Pace(perSecond, Math.round(perSecond * seconds), watchEvery);
    }
  }

  /** A service that cannot hold the pace is left in peace so long after the last action was due. */
  private static final double MAX_LATE_SECONDS = 10;

  private final Actions actions;
  private final LatencyCounts tally;
  private final Pace pace;
  private final long startNanos = System.nanoTime();
  private final Deque<Request> reads = new ArrayDeque<>();
  private final long endNanos;
  private long sent;
  private long underWay;

  PacedLoad(Actions actions, LatencyCounts tally, Pace pace) {
    this.actions = actions;
    this.tally = tally;
    this.pace = pace;
    this.endNanos = dueNanos(pace.total) + (long) (MAX_LATE_SECONDS * 1e9);
  }

  @Override
  public @Nullable Request next(long nowNanos) {
    var read = reads.poll();
    if (read != null) {
      return read;
    }
    long due = dueNanos(sent);
    if (sent == pace.total || due > nowNanos || nowNanos > endNanos) {
      return null;
    }
    var kind = sent % pace.watchEvery == 0 ? Kind.WATCHED_ACTION : Kind.ACTION;
    int key = (int) (sent % actions.keys().count());
    sent++;
    underWay++;
    return actions.post(kind, key, due);
  }

  private long dueNanos(long number) {
    return startNanos + (long) (number * (1e9 / pace.perSecond));
  }

  @Override
  public void answered(Request request, HttpResponse answer, long nowNanos) {
    switch (request.kind()) {
      case ACTION -> {
        tally.action(request, answer, nowNanos);
        underWay--;
      }
      case WATCHED_ACTION -> {
        long version = tally.action(request, answer, nowNanos);
        if (version < 0) {
          underWay--;
        } else {
          reads.add(actions.read(request.key(), version, nowNanos));
        }
      }
      case READ -> {
        tally.read(request, answer, nowNanos);
        underWay--;
      }
      case BULK -> throw new IllegalStateException("no bulk requests here");
    }
  }

  @Override
  public boolean isDone() {
    return underWay == 0 && (sent == pace.total || System.nanoTime() > endNanos);
  }
}
