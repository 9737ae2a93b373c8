package dev.purereducer.runtime;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Background loop: runs asynchronous steps one after another on one event loop, never two at once.
 *
 * <p>A step emits whether more work is waiting; if so, the next step follows immediately. Otherwise
 * the loop polls at an interval that doubles while it is idle, and {@link #wake} ends the wait. A
 * failed step is logged and retried with exponential backoff of at most {@link #MAX_BACKOFF}. Each
 * successful step records a heartbeat.
 */
public final class Loop {
  public static final Duration MAX_BACKOFF = Duration.ofSeconds(2);
  private static final Backoff RETRY_BACKOFF = new Backoff(Duration.ofMillis(50), MAX_BACKOFF);
  private static final long NO_TIMER = -1;
  private static final Logger LOG = Logger.getLogger(Loop.class);

  private final String name;
  private final Context context;
  private final Heartbeats heartbeats;
  private final Backoff pollInterval;
  private final Supplier<Uni<Boolean>> step;
  private final AtomicBoolean wakeQueued = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  // Accessed on the loop's event loop only.
  private boolean running;
  private boolean stopping;
  private boolean woken;
  private boolean backingOff;
  private long timer = NO_TIMER;
  private int idlePolls;
  private int failedAttempts;

  /** Shortest and longest wait of an idle loop. */
  public record PollInterval(Duration min, Duration max) {}

  public Loop(
      String name,
      Vertx vertx,
      Heartbeats heartbeats,
      PollInterval interval,
      Supplier<Uni<Boolean>> step) {
    this.name = name;
    this.context = VertxInternals.newEventLoopContext(vertx);
    this.heartbeats = heartbeats;
    this.pollInterval = new Backoff(interval.min(), interval.max());
    this.step = step;
  }

  public void start() {
    heartbeats.record(name);
    context.runOnContext(_ -> run());
  }

  /** Runs the next step now, because work may be waiting. Cheap, and safe from any thread. */
  public void wake() {
    if (wakeQueued.compareAndSet(false, true)) {
      context.runOnContext(_ -> {
        wakeQueued.set(false);
        woken = true;
        idlePolls = 0;
        if (!backingOff) {
          run();
        }
      });
    }
  }

  /** Completes when the current step has ended; no other step follows. */
  public Uni<Void> stop() {
    context.runOnContext(_ -> {
      stopping = true;
      heartbeats.remove(name);
      cancelTimer();
      if (!running) {
        stopped.complete(null);
      }
    });
    return Uni.createFrom().completionStage(stopped);
  }

  private void run() {
    if (running || stopping) {
      return;
    }
    running = true;
    woken = false;
    backingOff = false;
    cancelTimer();
    Uni.createFrom()
        .deferred(step::get)
        .subscribe()
        .with(
            more -> context.runOnContext(_ -> succeeded(Boolean.TRUE.equals(more))),
            failure -> context.runOnContext(_ -> failed(failure)));
  }

  private void succeeded(boolean more) {
    heartbeats.record(name);
    failedAttempts = 0;
    if (more || woken) {
      idlePolls = 0;
      next(Duration.ZERO);
    } else {
      idlePolls++;
      next(pollInterval.longest(idlePolls));
    }
  }

  private void failed(Throwable failure) {
    var wait = RETRY_BACKOFF.longest(failedAttempts);
    failedAttempts++;
    LOG.warnf(
        "loop=%s attempt=%d step failed, next attempt in %d ms: %s",
        name, failedAttempts, wait.toMillis(), FailureText.of(failure));
    backingOff = true;
    next(wait);
  }

  private void next(Duration wait) {
    running = false;
    if (stopping) {
      heartbeats.remove(name);
      stopped.complete(null);
    } else if (wait.isZero()) {
      context.runOnContext(_ -> run());
    } else {
      timer = context
          .owner()
          .setTimer(Math.max(1, wait.toMillis()), _ -> context.runOnContext(_ -> run()));
    }
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      context.owner().cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
