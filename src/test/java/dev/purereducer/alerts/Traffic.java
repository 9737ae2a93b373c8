package dev.purereducer.alerts;

import dev.purereducer.testkit.ServiceProcess;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Requests to the instances: a steady background load, and the bursts of the tests. Responses are not
 * checked, because the tests assert on metrics.
 */
final class Traffic implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 50;
  private static final int STEADY_KEYS = 40;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<ServiceProcess> services;
  private long sent;

  Traffic(List<ServiceProcess> services) {
    this.services = services;
    timer.scheduleAtFixedRate(this::sendSteadyRequest, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sendSteadyRequest() {
    sent++;
    int service = (int) (sent % services.size());
    var key = "steady-" + service + ":" + sent / services.size() % STEADY_KEYS;
    post(service, key, "{\"add\": 1}")
        .thenCompose(
            _ -> services.get(service).getAsync("/v1/workflows/" + key + "?min_version=1"));
  }

  CompletableFuture<?> post(int service, String key, String payload) {
    return services
        .get(service)
        .postAsync(
            "/v1/workflows/" + key + "/actions",
            "{\"reducer\": \"counter\", \"payload\": " + payload + "}");
  }

  /** Sends actions for one workflow to all instances at once, and waits for the responses. */
  void burst(String key, int actions) {
    var responses = IntStream.range(0, actions)
        .mapToObj(i -> post(i % services.size(), key, "{\"add\": 1}").exceptionally(_ -> null))
        .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(responses).join();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
