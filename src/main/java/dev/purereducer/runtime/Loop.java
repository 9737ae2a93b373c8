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
 * One asynchronous step after another on one event loop, never two at once.
 *
 * <p>A step says whether there is more to do: then the next follows at once. Otherwise the loop
 * waits {@code idleMin}, doubling up to {@code idleMax} while nothing happens; {@link #wake} ends the
 * wait. A step that fails is logged and tried again after at most {@link #MAX_BACKOFF}.
 */
public final class Loop {
  public static final Duration MAX_BACKOFF = Duration.ofSeconds(2);
  private static final Duration MIN_BACKOFF = Duration.ofMillis(50);
  private static final long NO_TIMER = -1;
  private static final Logger LOG = Logger.getLogger(Loop.class);

  private final String name;
  private final Context context;
  private final Heartbeats heartbeats;
  private final Duration idleMin;
  private final Duration idleMax;
  private final Supplier<Uni<Boolean>> step;
  private final AtomicBoolean wakeQueued = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  // Touched on the loop's event loop only.
  private boolean running;
  private boolean stopping;
  private boolean woken;
  private boolean backingOff;
  private long timer = NO_TIMER;
  private Duration idle;
  private Duration backoff = MIN_BACKOFF;

  /** The two waits of a loop that has nothing to do. */
  public record PollInterval(Duration min, Duration max) {}

  public Loop(
      String name,
      Vertx vertx,
      Heartbeats heartbeats,
      PollInterval idle,
      Supplier<Uni<Boolean>> step) {
    this.name = name;
    this.context = VertxInternals.newEventLoopContext(vertx);
    this.heartbeats = heartbeats;
    this.idleMin = idle.min();
    this.idleMax = idle.max();
    this.idle = idleMin;
    this.step = step;
  }

  public void start() {
    heartbeats.record(name);
    context.runOnContext(_ -> run());
  }

  /** There may be work: look now. Cheap, from any thread, and safe to call often. */
  public void wake() {
    if (wakeQueued.compareAndSet(false, true)) {
      context.runOnContext(_ -> {
        wakeQueued.set(false);
        woken = true;
        idle = idleMin;
        if (!backingOff) {
          run();
        }
      });
    }
  }

  /** Completes when the step under way has ended; no other follows. */
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
            more -> context.runOnContext(_ -> succeeded(more)),
            failure -> context.runOnContext(_ -> failed(failure)));
  }

  private void succeeded(boolean more) {
    heartbeats.record(name);
    backoff = MIN_BACKOFF;
    idle = more || woken ? idleMin : shorter(idle.multipliedBy(2), idleMax);
    next(more || woken ? Duration.ZERO : idle);
  }

  private void failed(Throwable failure) {
    LOG.warnf("loop=%s failed, next try in %d ms: %s", name, backoff.toMillis(), failure);
    backingOff = true;
    next(backoff);
    backoff = shorter(backoff.multipliedBy(2), MAX_BACKOFF);
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

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
