package dev.purereducer.commit;

import dev.purereducer.runtime.VertxInternals;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Timer of a lane's earliest deadline, so that an action fails in time although a statement hangs.
 * There is one timer for all actions: it fires at the earliest deadline that was added since it last
 * fired, which costs an action one comparison. Used on the lane's event loop only.
 */
final class DeadlineTimer {
  private final Context context;
  private final LongSupplier expire;
  private boolean armed;
  private long earliestNanos;

  /**
   * {@code expire} fails the actions that are past their deadline, and returns the earliest deadline
   * of the others, or {@link PendingAction#NO_DEADLINE}.
   */
  DeadlineTimer(Context context, LongSupplier expire) {
    this.context = context;
    this.expire = expire;
  }

  void add(PendingAction action) {
    if (!action.hasNoDeadline()) {
      arm(action.deadlineNanos());
    }
  }

  private void arm(long deadlineNanos) {
    if (armed && deadlineNanos - earliestNanos >= 0) {
      return;
    }
    armed = true;
    earliestNanos = deadlineNanos;
    var delay = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()) + 1);
    VertxInternals.schedule(context, delay, () -> context.runOnContext(_ -> fire(deadlineNanos)));
  }

  private void fire(long deadlineNanos) {
    if (armed && earliestNanos == deadlineNanos) {
      armed = false;
      long next = expire.getAsLong();
      if (next != PendingAction.NO_DEADLINE) {
        arm(next);
      }
    }
  }
}
