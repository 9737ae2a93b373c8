package dev.purereducer.commit;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The action for which a lane calls its reducer right now. Written by the lane, before and after the
 * calls of a turn; read by {@link ReducerWatch}.
 */
final class ReducerCall {
  private final AtomicReference<@Nullable PendingAction> action = new AtomicReference<>();
  private volatile boolean hanging;
  private volatile boolean closed;

  /** Costs no memory barrier, because the watch looks a few times a second only. */
  void begin(PendingAction called) {
    action.setRelease(called);
  }

  void end() {
    action.setRelease(null);
  }

  /** Calls the reducer for the first of these actions, if there is one. */
  <T> T during(List<PendingAction> actions, Supplier<T> work) {
    if (!actions.isEmpty()) {
      begin(actions.getFirst());
    }
    try {
      return work.get();
    } finally {
      end();
    }
  }

  /** Null if no reducer is called. From any thread. */
  @Nullable
  PendingAction current() {
    return action.getAcquire();
  }

  /** Whether the reducer has not returned within the timeout. From any thread. */
  boolean isHanging() {
    return hanging;
  }

  void hanging(boolean hangs) {
    hanging = hangs;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
