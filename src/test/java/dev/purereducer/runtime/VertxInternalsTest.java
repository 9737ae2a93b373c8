package dev.purereducer.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.util.Version;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxInternalsTest {
  private static final String CHECKED_VERTX = "4.5.27";
  private static final String CHECKED_NETTY = "4.1.135.Final";
  private static final String ADVICE =
      " has a new version: check each method of VertxInternals with it, then change this constant";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void versions_areTheCheckedOnes() throws IOException {
    assertEquals(CHECKED_VERTX, vertxVersion(), "Vert.x" + ADVICE);
    assertEquals(
        CHECKED_NETTY, Version.identify().get("netty-common").artifactVersion(), "Netty" + ADVICE);
  }

  @Test
  void scheduledTask_runsOnTheContextsEventLoop() {
    var context = VertxInternals.newEventLoopContext(vertx);
    var expected = new CompletableFuture<Thread>();
    var actual = new CompletableFuture<Thread>();

    context.runOnContext(_ -> expected.complete(Thread.currentThread()));
    VertxInternals.schedule(
        context, Duration.ofNanos(1_000), () -> actual.complete(Thread.currentThread()));

    assertSame(
        expected.orTimeout(10, TimeUnit.SECONDS).join(),
        actual.orTimeout(10, TimeUnit.SECONDS).join());
  }

  @Test
  void eachEventLoop_runsTasksOnItsOwnThread() {
    var loops = VertxInternals.eventLoops(vertx);
    var threads = loops.stream()
        .map(loop -> CompletableFuture.supplyAsync(Thread::currentThread, loop))
        .map(thread -> thread.orTimeout(10, TimeUnit.SECONDS).join())
        .distinct()
        .toList();

    assertFalse(loops.isEmpty());
    assertEquals(loops.size(), threads.size());
  }

  private static String vertxVersion() throws IOException {
    try (var file = Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
      assertNotNull(file, "Vert.x has no version file");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
