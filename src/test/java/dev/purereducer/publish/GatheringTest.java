package dev.purereducer.publish;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final int FULL = 1_000;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void busyRelay_waitsForMoreRows() throws Exception {
    assertTrue(waitsAfter(40));
    assertTrue(waitsAfter(FULL - 1));
  }

  @Test
  void fewRows_goAtOnce() throws Exception {
    assertFalse(waitsAfter(0));
    assertFalse(waitsAfter(39));
  }

  @Test
  void backlog_goesAtOnce() throws Exception {
    assertFalse(waitsAfter(FULL));
  }

  /** Whether there was a wait, once it has ended. */
  private boolean waitsAfter(int rows) throws Exception {
    var gathering = new Gathering(Duration.ofMillis(20), FULL);
    var waited = new CompletableFuture<Boolean>();
    vertx.runOnContext(_ -> {
      var pause = gathering.pauseAfter(rows).subscribeAsCompletionStage();
      boolean waits = !pause.isDone();
      pause.thenRun(() -> waited.complete(waits));
    });
    return waited.get(10, TimeUnit.SECONDS);
  }
}
