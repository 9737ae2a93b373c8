package dev.purereducer.overload;

import dev.purereducer.cluster.ServiceProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients with a connection and a workflow each, that send the next action as soon as one is answered. */
final class NonBackingOffClients implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http;
  private final ServiceProcess service;
  private final String prefix;
  private final int clients;

  NonBackingOffClients(ServiceProcess service, String prefix, int clients) {
    this.service = service;
    this.prefix = prefix;
    this.clients = clients;
    this.http = vertx.createHttpClient(
        new HttpClientOptions().setKeepAliveTimeout(TIMEOUT_SECONDS).setConnectTimeout((int)
            TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS)),
        new PoolOptions().setHttp1MaxSize(clients));
  }

  /** What came of a run. */
  OverloadCounts run(Duration time) throws Exception {
    var tally = new OverloadCounts(clients);
    long end = System.nanoTime() + time.toNanos();
    List<Future<?>> running = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      running.add(keepSending(client, 0, end, tally));
    }
    Future.all(running).toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
    return tally;
  }

  String key(int client) {
    return prefix + client;
  }

  private Future<Void> keepSending(int client, int number, long end, OverloadCounts tally) {
    if (System.nanoTime() - end > 0) {
      return Future.succeededFuture();
    }
    long start = System.nanoTime();
    return send(client, number).transform(answer -> {
      tally.answered(
          client, answer.succeeded() ? answer.result() : null, System.nanoTime() - start);
      return keepSending(client, number + 1, end, tally);
    });
  }

  private Future<HttpClientResponse> send(int client, int number) {
    var body = Buffer.buffer("{\"action_id\":\"" + prefix + number
        + "\",\"reducer\":\"counter\",\"payload\":{\"add\":1}}");
    return http.request(
            HttpMethod.POST,
            service.port(),
            "127.0.0.1",
            "/v1/workflows/" + key(client) + "/actions")
        .compose(
            request -> request.putHeader("Content-Type", "application/json").send(body))
        .compose(response -> response.body().map(response));
  }

  @Override
  public void close() {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
