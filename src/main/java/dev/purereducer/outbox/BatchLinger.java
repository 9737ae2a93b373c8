package dev.purereducer.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Batch linger of a busy relay. Each batch has a fixed cost for database, broker and materializer,
 * so a busy relay waits briefly to make the next batch larger. An idle relay does not wait, and
 * neither does one with a backlog, whose batches are full already.
 */
final class BatchLinger {
  /** Rows in the last batch, or pending actions, from which the relay counts as busy. */
  private static final int BUSY_THRESHOLD = 40;

  private final long lingerMillis;
  private final int backlogRows;
  private volatile int pendingActions;
  private volatile @Nullable Runnable endLinger;

  /** {@code backlogRows} is the size of a full batch. */
  BatchLinger(Duration linger, int backlogRows) {
    this.lingerMillis = linger.toMillis();
    this.backlogRows = backlogRows;
  }

  /**
   * Sets the number of actions that this instance is about to commit; a small number ends a linger
   * that waits for them. Thread-safe.
   */
  void setPendingActions(int actions) {
    pendingActions = actions;
    var end = endLinger;
    if (actions < BUSY_THRESHOLD && end != null) {
      end.run();
    }
  }

  /**
   * Completes when the next batch may be read. Must be called on a Vert.x context.
   *
   * @param rows size of the last batch
   */
  Uni<Void> lingerAfter(int rows) {
    int expected = Math.max(rows, pendingActions);
    pendingActions = 0;
    if (lingerMillis == 0 || expected < BUSY_THRESHOLD || rows >= backlogRows) {
      return Uni.createFrom().voidItem();
    }
    var context = Vertx.currentContext();
    return Uni.createFrom()
        .emitter(emitter -> {
          long timer = context.owner().setTimer(lingerMillis, _ -> emitter.complete(null));
          if (rows < BUSY_THRESHOLD) {
            endLinger = () -> context.runOnContext(_ -> {
              context.owner().cancelTimer(timer);
              emitter.complete(null);
            });
          }
        })
        .onTermination()
        .invoke(() -> endLinger = null)
        .replaceWithVoid();
  }
}
