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
  private static final int BATCH_ROWS = 1_000;

  private static final Duration TOO_LONG = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void busyRelay_lingers() throws Exception {
    assertTrue(delays(linger(), 40));
    assertTrue(delays(linger(), BATCH_ROWS - 1));
  }

  @Test
  void fewRows_areNotDelayed() throws Exception {
    assertFalse(delays(linger(), 0));
    assertFalse(delays(linger(), 39));
  }

  @Test
  void fullBatch_isNotDelayed() throws Exception {
    assertFalse(delays(linger(), BATCH_ROWS));
  }

  @Test
  void manyPendingActions_delayOneBatch() throws Exception {
    var linger = linger();
    linger.setPendingActions(40);

    assertTrue(delays(linger, 0));
    assertFalse(delays(linger, 0));
  }

  @Test
  void fewPendingActions_delayNoBatch() throws Exception {
    var linger = linger();
    linger.setPendingActions(39);

    assertFalse(delays(linger, 0));
  }

  @Test
  void endOfPendingActions_endsTheirLinger() throws Exception {
    var linger = new BatchLinger(TOO_LONG, BATCH_ROWS);
    linger.setPendingActions(40);
    var delay = delay(linger, 0);

    linger.setPendingActions(0);

    delay.get(10, TimeUnit.SECONDS);
  }

  @Test
  void endOfPendingActions_doesNotEndTheLingerAfterManyRows() throws Exception {
    var linger = new BatchLinger(TOO_LONG, BATCH_ROWS);
    var delay = delay(linger, 40);

    linger.setPendingActions(0);

    onContext(() -> {});
    assertFalse(delay.isDone());
  }

  private static BatchLinger linger() {
    return new BatchLinger(Duration.ofMillis(20), BATCH_ROWS);
  }

  /** Whether the linger delays a batch; returns when it has ended. */
  private boolean delays(BatchLinger linger, int rows) throws Exception {
    var delay = delay(linger, rows);
    boolean delays = !delay.isDone();
    delay.get(10, TimeUnit.SECONDS);
    return delays;
  }

  private CompletableFuture<Void> delay(BatchLinger linger, int rows) throws Exception {
    var begun = new CompletableFuture<CompletableFuture<Void>>();
    onContext(() -> begun.complete(linger.lingerAfter(rows).subscribeAsCompletionStage()));
    return begun.get(10, TimeUnit.SECONDS);
  }

  /** Runs on the context, after the tasks queued on it. */
  private void onContext(Runnable work) throws Exception {
    var done = new CompletableFuture<Void>();
    context.runOnContext(_ -> {
      work.run();
      done.complete(null);
    });
    done.get(10, TimeUnit.SECONDS);
  }
}
