package dev.purereducer.http;

import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.InFlightWindow;
import dev.purereducer.runtime.Loop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Limits the number of concurrent POST requests and the bytes of their bodies. Further requests are
 * refused before their bodies are read. Bulk requests have a limit of the same size for themselves,
 * so that they leave capacity for others. The connection of a sender that is slower than the body
 * timeout is closed.
 */
@ApplicationScoped
public class RequestLimiter {
  /** After the checks of {@link ProblemRoutes}, before all handlers that read a body. */
  private static final int ORDER = Integer.MIN_VALUE + 20;

  private static final String PATHS = "/v1/*";
  private static final String BULK = "/v1/actions";
  private static final int HEAP_DIVISOR = 8;
  private static final int CHECKS_PER_TIMEOUT = 5;

  /** Well below the maximum age of a heartbeat. */
  private static final Duration MAX_CHECK_INTERVAL = Duration.ofSeconds(5);

  /** A refused body up to this size is read and dropped, which is cheaper than a new connection. */
  private static final int MAX_DROPPED_BYTES = 64 * 1_024;

  private record OpenRequest(HttpServerRequest request, long startNanos) {}

  private final InFlightWindow single;
  private final InFlightWindow bulk;
  private final Set<OpenRequest> open = ConcurrentHashMap.newKeySet();
  private final Loop slowSenders;
  private final int maxBodyBytes;
  private final Duration bodyTimeout;
  private final String retryAfterSeconds;
  private final Counter refusals;

  public RequestLimiter(
      Vertx vertx,
      RequestConfig config,
      MeterRegistry registry,
      Heartbeats heartbeats,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
    long maxBytes = config
        .maxBytes()
        .map(MemorySize::asLongValue)
        .orElseGet(() -> Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    this.single = new InFlightWindow(config.max(), maxBytes);
    this.bulk = new InFlightWindow(config.max(), maxBytes);
    this.maxBodyBytes = (int) maxBodySize.asLongValue();
    this.bodyTimeout = config.bodyTimeout();
    this.slowSenders =
        new Loop("slow-senders", vertx, heartbeats, checkInterval(), this::closeSlowSenders);
    this.retryAfterSeconds = Long.toString(config.retryAfter().toSeconds());
    this.refusals = Counter.builder("purereducer.requests.refused")
        .description("requests refused because the limit of concurrent requests was reached")
        .register(registry);
    Gauge.builder("purereducer.requests.in.flight", open::size)
        .description("requests in progress")
        .register(registry);
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.POST, PATHS).order(ORDER).handler(this::admit);
    slowSenders.start();
  }

  void stop(@Observes ShutdownEvent event) {
    slowSenders.stop();
  }

  private void admit(RoutingContext context) {
    var request = context.request();
    int bytes = bodyBytes(request);
    var window = request.path().equals(BULK) ? bulk : single;
    if (!window.hasCapacity()) {
      refuse(context, bytes);
      return;
    }
    var admitted = new OpenRequest(request, System.nanoTime());
    window.acquire(bytes);
    open.add(admitted);
    context.addEndHandler(_ -> {
      if (open.remove(admitted)) {
        window.release(bytes);
      }
    });
    context.next();
  }

  /** The announced size; without one, the largest that is allowed. */
  private int bodyBytes(HttpServerRequest request) {
    if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return maxBodyBytes;
    }
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Integer.parseInt(length);
    } catch (NumberFormatException e) {
      return maxBodyBytes;
    }
  }

  private void refuse(RoutingContext context, int bytes) {
    refusals.increment();
    var response = context
        .response()
        .setStatusCode(ProblemType.OVERLOADED.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader("Retry-After", retryAfterSeconds);
    if (bytes > MAX_DROPPED_BYTES) {
      response.putHeader(HttpHeaders.CONNECTION, "close");
      response.endHandler(_ -> context.request().connection().close());
    }
    var problem = Problem.of(ProblemType.OVERLOADED, "the request was not processed; retry later");
    response.end(Buffer.buffer(problem.bytes()));
    // Quarkus pauses a request until its body is read; an unread body would block the next request.
    context.request().resume();
  }

  private Loop.PollInterval checkInterval() {
    var perTimeout = bodyTimeout.dividedBy(CHECKS_PER_TIMEOUT);
    var interval = perTimeout.compareTo(MAX_CHECK_INTERVAL) < 0 ? perTimeout : MAX_CHECK_INTERVAL;
    return new Loop.PollInterval(interval, interval);
  }

  private Uni<Boolean> closeSlowSenders() {
    long now = System.nanoTime();
    for (var entry : open) {
      if (now - entry.startNanos > bodyTimeout.toNanos() && !entry.request.isEnded()) {
        entry.request.connection().close();
      }
    }
    return Uni.createFrom().item(false);
  }
}
