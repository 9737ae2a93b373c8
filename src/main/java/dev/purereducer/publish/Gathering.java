package dev.purereducer.publish;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Lets a busy relay's next batch grow for a moment: each batch costs the database, the broker and
 * the materializer something of its own. Few rows go at once, and so does a backlog.
 */
final class Gathering {
  /** So many rows in the last batch mean that more are on their way. */
  private static final int BUSY_ROWS = 40;

  private final long millis;
  private final int fullRows;
  private final IntSupplier lastRows;

  /** {@code fullRows} in a batch are a backlog; the function tells how many the last one had. */
  Gathering(Duration pause, int fullRows, IntSupplier lastRows) {
    this.millis = pause.toMillis();
    this.fullRows = fullRows;
    this.lastRows = lastRows;
  }

  /** Completes when the next batch may be read; on a context only. */
  Uni<Void> pause() {
    int rows = lastRows.getAsInt();
    if (millis == 0 || rows < BUSY_ROWS || rows >= fullRows) {
      return Uni.createFrom().voidItem();
    }
    var vertx = Vertx.currentContext().owner();
    return Uni.createFrom().emitter(emitter -> vertx.setTimer(millis, _ -> emitter.complete(null)));
  }
}
