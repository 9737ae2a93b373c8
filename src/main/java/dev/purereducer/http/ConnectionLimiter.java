package dev.purereducer.http;

import dev.purereducer.runtime.VertxInternals;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Limits connections from their accept on, because one that stays silent occupies memory and a file
 * descriptor as any other does. Quarkus counts a connection only after its first request.
 */
@ApplicationScoped
public class ConnectionLimiter {
  private final Vertx vertx;
  private final RequestConfig config;
  private final int maxConnections;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimiter(
      Vertx vertx,
      RequestConfig config,
      @ConfigProperty(name = "quarkus.http.limits.max-connections") int maxConnections) {
    this.vertx = vertx;
    this.config = config;
    this.maxConnections = maxConnections;
  }

  void onStart(@ObservesAsync HttpServerStart started) {
    limit();
  }

  void onStart(@ObservesAsync HttpsServerStart started) {
    limit();
  }

  private void limit() {
    VertxInternals.limitConnections(vertx, open, maxConnections, config.firstRequestTimeout());
  }
}
