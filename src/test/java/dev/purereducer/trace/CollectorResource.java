package dev.purereducer.trace;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * OpenTelemetry collector stub that records exports, configured with the standard OTEL variables.
 */
public class CollectorResource implements QuarkusTestResourceLifecycleManager {
  private final List<ReceivedExport> received = new CopyOnWriteArrayList<>();
  private HttpServer server;

  /** An export with its header {@code api-key}. */
  record ReceivedExport(String apiKey, byte[] body) {}

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/v1/traces", exchange -> {
      var headers = exchange.getRequestHeaders();
      received.add(new ReceivedExport(
          headers.getFirst("api-key"), exchange.getRequestBody().readAllBytes()));
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    return Map.of(
        "otel.exporter.otlp.endpoint",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "otel.exporter.otlp.headers",
        "api-key=a%20key",
        "otel.service.name",
        "orders",
        "otel.resource.attributes",
        "deployment.environment=test,service.name=ignored",
        "purereducer.trace.ratio",
        "0");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(received, field -> field.getName().equals("receivedExports"));
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
