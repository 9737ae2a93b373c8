package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.Counts;
import dev.purereducer.testkit.ServiceProcess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many streams of a few HTTP/2 connections, whose bodies have no length and are large, or slow, or are
 * reset. Each ended stream is replaced by a new one until the end.
 */
final class Http2Flood implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int STREAMS = 160;
  private static final int BODY_BYTES = 15 * 1_024 * 1_024;
  private static final long SLOW_MILLIS = 200;

  /** Heap, code, threads and buffers of a JVM with {@code -Xmx256m}. */
  private static final long MAX_RESIDENT_BYTES = 640L * 1_024 * 1_024;

  private static final Buffer CHUNK = Buffer.buffer(" ".repeat(16 * 1_024));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final Counts<String> ends = new Counts<>();
  private final LongAdder sentBytes = new LongAdder();
  private volatile boolean over;

  private Http2Flood(int port) {
    var options = new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setDefaultHost("127.0.0.1")
        .setDefaultPort(port);
    client = vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(CONNECTIONS));
  }

  static void flood(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var settings = cluster.guest().jvm(List.of("-XX:+ExitOnOutOfMemoryError"));
    try (var guest = cluster.join(settings)) {
      try (var flood = new Http2Flood(guest.service().port())) {
        for (int stream = 0; stream < STREAMS; stream++) {
          flood.openStream(Kind.values()[stream % Kind.values().length]);
        }
        flood.watch(guest.service(), schedule.between(ofSeconds(12), ofSeconds(16)));
      }
      await().atMost(ofSeconds(30)).until(guest.service()::isReady);
    }
  }

  private enum Kind {
    LARGE,
    SLOW,
    RESET
  }

  private void watch(ServiceProcess service, Duration time) throws InterruptedException {
    long endNanos = System.nanoTime() + time.toNanos();
    long maxBytes = 0;
    while (System.nanoTime() < endNanos) {
      assertTrue(service.isAlive(), () -> "the instance has exited, streams ended as " + ends);
      maxBytes = Math.max(maxBytes, service.residentBytes());
      Thread.sleep(200);
    }
    System.out.printf(
        "chaos http2-flood: sent %d MiB, resident at most %d MiB, streams ended as %s%n",
        sentBytes.sum() >> 20, maxBytes >> 20, ends);
    assertTrue(maxBytes < MAX_RESIDENT_BYTES, "resident bytes: " + maxBytes);
  }

  private void openStream(Kind kind) {
    if (over) {
      return;
    }
    client
        .request(HttpMethod.POST, "/v1/actions")
        .onSuccess(request -> send(request, kind))
        .onFailure(failure -> ended(kind, failure.getClass().getSimpleName()));
  }

  private void send(HttpClientRequest request, Kind kind) {
    request.setChunked(true).putHeader("content-type", "application/x-ndjson");
    request
        .response()
        .onSuccess(response -> ended(kind, String.valueOf(response.statusCode())))
        .onFailure(failure -> ended(kind, failure.getClass().getSimpleName()));
    request.exceptionHandler(_ -> {});
    switch (kind) {
      case LARGE -> write(request, 0);
      case SLOW -> vertx.setPeriodic(SLOW_MILLIS, timer -> writeSlowly(request, timer));
      case RESET -> {
        request.write(CHUNK);
        vertx.setTimer(SLOW_MILLIS, _ -> request.reset());
      }
    }
  }

  private void write(HttpClientRequest request, int written) {
    if (written >= BODY_BYTES) {
      request.end();
    } else {
      request.write(CHUNK).onSuccess(_ -> {
        sentBytes.add(CHUNK.length());
        write(request, written + CHUNK.length());
      });
    }
  }

  private void writeSlowly(HttpClientRequest request, long timer) {
    request.write(" ").onFailure(_ -> vertx.cancelTimer(timer));
  }

  private void ended(Kind kind, String end) {
    ends.increment(kind + " " + end);
    vertx.setTimer(SLOW_MILLIS, _ -> openStream(kind));
  }

  @Override
  public void close() {
    over = true;
    client.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
