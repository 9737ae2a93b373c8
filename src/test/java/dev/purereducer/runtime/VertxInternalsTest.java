package dev.purereducer.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.purereducer.testkit.RawClient;
import io.netty.util.Version;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxInternalsTest {
  private static final String CHECKED_VERTX = "4.5.27";
  private static final String CHECKED_NETTY = "4.1.135.Final";
  private static final String ADVICE =
      " has a new version: check each method of VertxInternals with it, then change this constant";

  private static final Duration SOON = Duration.ofSeconds(10);

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

  @Test
  void connectionWithoutARequest_isClosedAndDoesNotCountAnyLonger() throws Exception {
    var server = vertx
        .createHttpServer()
        .requestHandler(request -> {
          VertxInternals.markFirstRequest(request.connection());
          request.response().end();
        })
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    var open = new AtomicInteger();
    VertxInternals.limitConnections(vertx, open, 2, Duration.ofMillis(500));

    await().atMost(SOON).until(() -> {
      try (var probe = new RawClient(server.actualPort())) {
        probe.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        probe.readStatusAndBody();
        return open.get() > 0;
      }
    });
    await().atMost(SOON).until(() -> open.get() == 0);
    try (var silent = new RawClient(server.actualPort());
        var used = new RawClient(server.actualPort());
        var overTheLimit = new RawClient(server.actualPort())) {
      used.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(200, used.readStatusAndBody());
      overTheLimit.readToEnd();
      silent.readToEnd();
      await().atMost(SOON).until(() -> open.get() == 1);
      used.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(200, used.readStatusAndBody());
    }
    await().atMost(SOON).until(() -> open.get() == 0);
  }

  private static String vertxVersion() throws IOException {
    try (var file = Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
      assertNotNull(file, "Vert.x has no version file");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
