package dev.purereducer.action;

import dev.purereducer.commit.HeapBudget;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.runtime.InFlightWindow;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
 * How many POSTs, and bytes of their bodies, are under way at once; the next is refused before it
 * costs anything. Bulk requests count for themselves, so that they leave room for others; reads have
 * bounds elsewhere. A body that does not arrive in time costs its sender the connection.
 */
@ApplicationScoped
public class RequestLimiter {
  /** After the checks of package problem, before everything that reads a body. */
  private static final int ORDER = Integer.MIN_VALUE + 20;

  private static final String PATHS = "/v1/*";
  private static final String BULK = "/v1/actions";

  /** Looks for late bodies so often in the time they have. */
  private static final int CHECKS_PER_TIMEOUT = 5;

  /** A refused body up to this size is read and dropped, which is cheaper than a new connection. */
  private static final int MAX_DROPPED_BYTES = 64 * 1_024;

  private record OpenRequest(HttpServerRequest request, long sinceNanos) {}

  private final InFlightWindow single;
  private final InFlightWindow bulk;
  private final Set<OpenRequest> open = ConcurrentHashMap.newKeySet();
  private final Vertx vertx;
  private final int maxBodyBytes;
  private final Duration bodyTimeout;
  private final String retryAfterSeconds;
  private final ActionMeters meters;
  private long looks;

  public RequestLimiter(
      Vertx vertx,
      RequestConfig config,
      ActionConfig actions,
      ActionMeters meters,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
    this.vertx = vertx;
    this.meters = meters;
    long maxBytes = HeapBudget.of(config.maxBytes());
    this.single = new InFlightWindow(config.max(), maxBytes);
    this.bulk = new InFlightWindow(config.max(), maxBytes);
    this.maxBodyBytes = (int) maxBodySize.asLongValue();
    this.bodyTimeout = config.bodyTimeout();
    this.retryAfterSeconds = Long.toString(actions.retryAfter().toSeconds());
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.POST, PATHS).order(ORDER).handler(this::guard);
    looks = vertx.setPeriodic(bodyTimeout.toMillis() / CHECKS_PER_TIMEOUT, _ -> closeSlowSenders());
    meters.gaugeRequests(open::size);
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(looks);
  }

  private void guard(RoutingContext context) {
    var request = context.request();
    int bytes = bodyBytes(request);
    var bound = request.path().equals(BULK) ? bulk : single;
    if (!bound.hasCapacity()) {
      refuse(context, bytes);
      return;
    }
    var entered = new OpenRequest(request, System.nanoTime());
    bound.acquire(bytes);
    open.add(entered);
    context.addEndHandler(_ -> {
      if (open.remove(entered)) {
        bound.release(bytes);
      }
    });
    context.next();
  }

  /** What is announced; a body of unannounced length may become as large as any. */
  private int bodyBytes(HttpServerRequest request) {
    if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return maxBodyBytes;
    }
    var length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Integer.parseInt(length);
    } catch (NumberFormatException e) {
      return maxBodyBytes;
    }
  }

  private void refuse(RoutingContext context, int bytes) {
    meters.overloaded();
    var response = context
        .response()
        .setStatusCode(ProblemType.OVERLOADED.status())
        .putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    if (bytes > MAX_DROPPED_BYTES) {
      response.putHeader(HttpHeaderNames.CONNECTION, "close");
      response.endHandler(_ -> context.request().connection().close());
    }
    var problem =
        Problem.of(ProblemType.OVERLOADED, "nothing was taken; send it again a little later");
    response.end(Buffer.buffer(problem.bytes()));
    // Quarkus pauses a request until somebody reads it; a body left lying would block the next one.
    context.request().resume();
  }

  private void closeSlowSenders() {
    long now = System.nanoTime();
    for (var entered : open) {
      if (now - entered.sinceNanos > bodyTimeout.toNanos() && !entered.request.isEnded()) {
        entered.request.connection().close();
      }
    }
  }
}
