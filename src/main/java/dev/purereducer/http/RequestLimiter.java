package dev.purereducer.http;

import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the number of concurrent POST requests and the bytes of their bodies, which count as they
 * arrive. Further requests are refused, at their head or when their body finds no memory. Bulk
 * requests have a limit of the same size for themselves, so that they leave capacity for others. A
 * body that is slower than the body timeout is refused.
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

  private static final String ADMITTED = AdmittedRequest.class.getName();

  private final RequestWindow single;
  private final RequestWindow bulk;
  private final Set<AdmittedRequest> open = ConcurrentHashMap.newKeySet();
  private final Loop slowSenders;
  private final Duration bodyTimeout;
  private final String retryAfterSeconds;
  private final Counter refusals;

  public RequestLimiter(
      Vertx vertx, RequestConfig config, MeterRegistry registry, Heartbeats heartbeats) {
    long maxBytes = config
        .maxBytes()
        .map(MemorySize::asLongValue)
        .orElseGet(() -> Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    this.single = new RequestWindow(config.max(), maxBytes);
    this.bulk = new RequestWindow(config.max(), maxBytes);
    this.bodyTimeout = config.bodyTimeout();
    this.slowSenders =
        new Loop("slow-senders", vertx, heartbeats, checkInterval(), this::refuseSlowSenders);
    this.retryAfterSeconds = Long.toString(config.retryAfter().toSeconds());
    this.refusals = Counter.builder("purereducer.requests.refused")
        .description("requests refused because a limit of concurrent requests was reached")
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
    var window = request.path().equals(BULK) ? bulk : single;
    if (!window.tryEnter()) {
      recordRefusal(context);
      ProblemRoutes.respond(context, AdmittedRequest.OVERLOADED);
      return;
    }
    var admitted = new AdmittedRequest(request, window);
    open.add(admitted);
    context.put(ADMITTED, admitted);
    context.addEndHandler(_ -> release(admitted));
    context.next();
  }

  private void release(AdmittedRequest admitted) {
    if (open.remove(admitted)) {
      admitted.leave();
    }
  }

  /** The body of an admitted request. Fails with a problem if it is refused. */
  public Uni<InputStream> body(RoutingContext context, int maxBytes) {
    AdmittedRequest admitted = context.get(ADMITTED);
    return admitted
        .body(maxBytes)
        .onFailure(failure -> failure instanceof ProblemException refusal
            && refusal.problem().type() == ProblemType.OVERLOADED)
        .invoke(_ -> recordRefusal(context));
  }

  private void recordRefusal(RoutingContext context) {
    refusals.increment();
    context.response().putHeader("Retry-After", retryAfterSeconds);
  }

  private Loop.PollInterval checkInterval() {
    var perTimeout = bodyTimeout.dividedBy(CHECKS_PER_TIMEOUT);
    var interval = perTimeout.compareTo(MAX_CHECK_INTERVAL) < 0 ? perTimeout : MAX_CHECK_INTERVAL;
    return new Loop.PollInterval(interval, interval);
  }

  private Uni<Boolean> refuseSlowSenders() {
    long now = System.nanoTime();
    for (var request : open) {
      request.checkTimeout(now, bodyTimeout);
      request.ifCut(() -> release(request));
    }
    return Uni.createFrom().item(false);
  }
}
