package dev.purereducer.publish;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Lets a busy relay's next batch grow for a moment: each batch costs the database, the broker and
 * the materializer something of its own. Few rows go at once, and so does a backlog.
 */
final class Gathering {
  /** So many rows in the last batch mean that more are on their way. */
  private static final int BUSY_ROWS = 40;

  private final long millis;
  private final int fullRows;

  /** {@code fullRows} in a batch are a backlog. */
  Gathering(Duration pause, int fullRows) {
    this.millis = pause.toMillis();
    this.fullRows = fullRows;
  }

  /** Completes when the next batch may be read, after one of so many rows; on a context only. */
  Uni<Void> pauseAfter(int rows) {
    if (millis == 0 || rows < BUSY_ROWS || rows >= fullRows) {
      return Uni.createFrom().voidItem();
    }
    var vertx = Vertx.currentContext().owner();
    return Uni.createFrom().emitter(emitter -> vertx.setTimer(millis, _ -> emitter.complete(null)));
  }
}
