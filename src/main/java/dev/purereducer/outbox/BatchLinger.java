package dev.purereducer.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets a busy relay's next batch grow for a moment: each batch costs the database, the broker and
 * the materializer something of its own. Few rows go at once, and so does a backlog.
 */
final class BatchLinger {
  /** So many rows in the last batch, or actions that wait, mean that more are on their way. */
  private static final int BUSY = 40;

  private final long millis;
  private final int fullRows;
  private volatile int coming;
  private volatile @Nullable Runnable end;

  /** {@code fullRows} in a batch are a backlog. */
  BatchLinger(Duration pause, int fullRows) {
    this.millis = pause.toMillis();
    this.fullRows = fullRows;
  }

  /** So many actions are about to be committed here; few of them end a pause. From any thread. */
  void setPendingActions(int actions) {
    coming = actions;
    var pause = end;
    if (actions < BUSY && pause != null) {
      pause.run();
    }
  }

  /** Completes when the next batch may be read, after one of so many rows; on a context only. */
  Uni<Void> lingerAfter(int rows) {
    int known = Math.max(rows, coming);
    coming = 0;
    if (millis == 0 || known < BUSY || rows >= fullRows) {
      return Uni.createFrom().voidItem();
    }
    var context = Vertx.currentContext();
    return Uni.createFrom()
        .emitter(emitter -> {
          long timer = context.owner().setTimer(millis, _ -> emitter.complete(null));
          if (rows < BUSY) {
            end = () -> context.runOnContext(_ -> {
              context.owner().cancelTimer(timer);
              emitter.complete(null);
            });
          }
        })
        .onTermination()
        .invoke(() -> end = null)
        .replaceWithVoid();
  }
}
