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
 * Many streams over HTTP/2, whose bodies have no length and are large, or slow, or are reset. Each
 * ended stream is replaced by a new one until the end.
 */
final class Http2Flood implements AutoCloseable {
  private static final int BODY_BYTES = 15 * 1_024 * 1_024;
  private static final long SLOW_MILLIS = 200;

  /** Heap, code, threads and buffers of a JVM with {@code -Xmx256m}. */
  private static final long MAX_RESIDENT_BYTES = 640L * 1_024 * 1_024;

  private static final Buffer CHUNK = Buffer.buffer(" ".repeat(256 * 1_024));

  private final Vertx vertx = Vertx.vertx();
  private final int port;
  private final Counts<String> ends = new Counts<>();
  private final LongAdder sentBytes = new LongAdder();
  private volatile boolean over;

  private Http2Flood(int port) {
    this.port = port;
  }

  static void flood(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var settings = cluster.guest().jvm(List.of("-XX:+ExitOnOutOfMemoryError"));
    try (var guest = cluster.join(settings)) {
      try (var flood = new Http2Flood(guest.service().port())) {
        for (var kind : Kind.values()) {
          flood.openConnections(kind);
        }
        flood.watch(guest.service(), schedule.between(ofSeconds(12), ofSeconds(16)));
      }
      await().atMost(ofSeconds(30)).until(guest.service()::isReady);
    }
  }

  /** Kinds of streams, with the connections for each: unread bodies hold up their own connection. */
  private enum Kind {
    LARGE(40, 1),
    LARGE_IN_BULK(10, 1),
    SLOW(2, 50),
    RESET(2, 20);

    private final int connections;
    private final int streams;

    Kind(int connections, int streams) {
      this.connections = connections;
      this.streams = streams;
    }

    private String path() {
      return this == LARGE_IN_BULK ? "/v1/actions" : "/v1/workflows/flood/actions";
    }

    private String contentType() {
      return this == LARGE_IN_BULK ? "application/x-ndjson" : "application/json";
    }
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

  private void openConnections(Kind kind) {
    var options = new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setDefaultHost("127.0.0.1")
        .setDefaultPort(port);
    for (int i = 0; i < kind.connections; i++) {
      var client = vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(1));
      for (int stream = 0; stream < kind.streams; stream++) {
        openStream(client, kind);
      }
    }
  }

  private void openStream(HttpClient client, Kind kind) {
    if (over) {
      return;
    }
    client.request(HttpMethod.POST, kind.path()).onComplete(opened -> {
      if (opened.succeeded()) {
        send(client, opened.result(), kind);
      } else {
        ended(client, kind, opened.cause().getClass().getSimpleName());
      }
    });
  }

  private void send(HttpClient client, HttpClientRequest request, Kind kind) {
    request.setChunked(true).putHeader("content-type", kind.contentType());
    request.exceptionHandler(_ -> {});
    request
        .response()
        .onSuccess(response -> ended(client, kind, String.valueOf(response.statusCode())))
        .onFailure(failure -> ended(client, kind, failure.getClass().getSimpleName()));
    switch (kind) {
      case LARGE, LARGE_IN_BULK -> write(request, 0);
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

  private void ended(HttpClient client, Kind kind, String end) {
    ends.increment(kind + " " + end);
    vertx.setTimer(SLOW_MILLIS, _ -> openStream(client, kind));
  }

  @Override
  public void close() {
    over = true;
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
