package dev.purereducer.alerts;

import dev.purereducer.cluster.ServiceProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Clients of two instances: a few steady ones, each of workflows of its own, and whatever a test
 * sends beside. What they are answered is for the metrics to tell.
 */
final class Traffic implements AutoCloseable {
  private static final Duration MAX_ANSWER = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 50;
  private static final int STEADY_KEYS = 40;

  // a connection a request: over HTTP/2 the client would hold back what is too many at once
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<ServiceProcess> services;
  private long sent;

  Traffic(List<ServiceProcess> services) {
    this.services = services;
    clock.scheduleAtFixedRate(this::steady, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void steady() {
    sent++;
    int turn = (int) (sent % services.size());
    var key = "steady-" + turn + ":" + sent / services.size() % STEADY_KEYS;
    add(turn, key)
        .thenCompose(_ -> http.sendAsync(
            request(turn, key + "?min_version=1").build(), BodyHandlers.discarding()));
  }

  /** One action. */
  CompletableFuture<?> add(int service, String key) {
    return post(service, key, "{\"add\": 1}");
  }

  CompletableFuture<?> post(int service, String key, String payload) {
    var action = "{\"reducer\": \"counter\", \"payload\": " + payload + "}";
    return http.sendAsync(
        request(service, key + "/actions")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(action))
            .build(),
        BodyHandlers.discarding());
  }

  /** So many for one workflow at once, at every instance; waits for their answers. */
  void burst(String key, int actions) {
    var answers = IntStream.range(0, actions)
        .mapToObj(i -> add(i % services.size(), key).exceptionally(_ -> null))
        .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(answers).join();
  }

  private HttpRequest.Builder request(int service, String path) {
    var address = services.get(service).address() + "/v1/workflows/" + path;
    return HttpRequest.newBuilder(URI.create(address)).timeout(MAX_ANSWER);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    http.shutdownNow();
  }
}
