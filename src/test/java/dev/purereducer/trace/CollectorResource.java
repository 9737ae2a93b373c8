package dev.purereducer.trace;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OpenTelemetry collector: an HTTP server that keeps the requests it receives. */
public class CollectorResource implements QuarkusTestResourceLifecycleManager {
  private final List<byte[]> received = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/v1/traces", exchange -> {
      received.add(exchange.getRequestBody().readAllBytes());
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    return Map.of(
        "purereducer.trace.endpoint",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "purereducer.trace.ratio",
        "0");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(received, field -> field.getName().equals("receivedSpans"));
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
