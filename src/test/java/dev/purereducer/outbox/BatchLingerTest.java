package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchLingerTest {
  private static final int FULL = 1_000;

  private static final Duration TOO_LONG = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void busyRelay_waitsForMoreRows() throws Exception {
    assertTrue(waits(gathering(), 40));
    assertTrue(waits(gathering(), FULL - 1));
  }

  @Test
  void fewRows_goAtOnce() throws Exception {
    assertFalse(waits(gathering(), 0));
    assertFalse(waits(gathering(), 39));
  }

  @Test
  void backlog_goesAtOnce() throws Exception {
    assertFalse(waits(gathering(), FULL));
  }

  @Test
  void manyActionsComing_areWaitedForOnce() throws Exception {
    var gathering = gathering();
    gathering.setPendingActions(40);

    assertTrue(waits(gathering, 0));
    assertFalse(waits(gathering, 0));
  }

  @Test
  void fewActionsComing_areNotWaitedFor() throws Exception {
    var gathering = gathering();
    gathering.setPendingActions(39);

    assertFalse(waits(gathering, 0));
  }

  @Test
  void endOfABurst_endsTheWaitForIt() throws Exception {
    var gathering = new BatchLinger(TOO_LONG, FULL);
    gathering.setPendingActions(40);
    var pause = pause(gathering, 0);

    gathering.setPendingActions(0);

    pause.get(10, TimeUnit.SECONDS);
  }

  @Test
  void endOfABurst_doesNotEndTheWaitAfterManyRows() throws Exception {
    var gathering = new BatchLinger(TOO_LONG, FULL);
    var pause = pause(gathering, 40);

    gathering.setPendingActions(0);

    onContext(() -> {});
    assertFalse(pause.isDone());
  }

  private static BatchLinger gathering() {
    return new BatchLinger(Duration.ofMillis(20), FULL);
  }

  /** Whether there is a wait, once it has ended. */
  private boolean waits(BatchLinger gathering, int rows) throws Exception {
    var pause = pause(gathering, rows);
    boolean waits = !pause.isDone();
    pause.get(10, TimeUnit.SECONDS);
    return waits;
  }

  private CompletableFuture<Void> pause(BatchLinger gathering, int rows) throws Exception {
    var begun = new CompletableFuture<CompletableFuture<Void>>();
    onContext(() -> begun.complete(gathering.lingerAfter(rows).subscribeAsCompletionStage()));
    return begun.get(10, TimeUnit.SECONDS);
  }

  /** Behind whatever the context has to do already. */
  private void onContext(Runnable work) throws Exception {
    var done = new CompletableFuture<Void>();
    context.runOnContext(_ -> {
      work.run();
      done.complete(null);
    });
    done.get(10, TimeUnit.SECONDS);
  }
}
