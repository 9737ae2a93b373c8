package dev.purereducer.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * The rest of a body whose request is answered before it has arrived.
 *
 * <p>Over HTTP/2 the stream is reset without an error after the response (RFC 9113, 8.1), and the
 * other streams of its connection go on. Over HTTP/1.1 the rest is read and dropped for some time, so
 * that the sender can read the response; after a small rest the connection is used again, and after
 * a large or slow one it is closed.
 */
final class UnreadBody {
  /** The length of a body that is not announced. */
  private static final long UNKNOWN = -1;

  private static final int MAX_DROPPED_BYTES = 64 * 1_024;
  private static final long LINGER_MILLIS = 2_000;
  private static final long NO_ERROR = 0x0;

  private UnreadBody() {}

  /** The length of the body that the head announces; 0 for none, {@link #UNKNOWN} without a length. */
  static long announcedBytes(HttpServerRequest request) {
    var headers = request.headers();
    var length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length != null && !headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      try {
        return Long.parseLong(length);
      } catch (NumberFormatException e) {
        return UNKNOWN;
      }
    }
    return isHttp2(request) || headers.contains(HttpHeaders.TRANSFER_ENCODING) ? UNKNOWN : 0;
  }

  /** Deals with the rest of the body after the response. */
  static void dropAfterResponse(RoutingContext context) {
    var request = context.request();
    long announced = announcedBytes(request);
    if (announced == 0) {
      return;
    }
    boolean large = announced == UNKNOWN || announced > MAX_DROPPED_BYTES;
    if (large && !isHttp2(request)) {
      context.addHeadersEndHandler(_ -> {
        if (!request.isEnded()) {
          context.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
      });
    }
    context.addEndHandler(_ -> {
      if (!request.isEnded()) {
        // later, because a body that came with the head may just not have been seen
        context.vertx().getOrCreateContext().runOnContext(_ -> drop(context, large));
      }
    });
  }

  private static void drop(RoutingContext context, boolean large) {
    var request = context.request();
    if (request.isEnded()) {
      return;
    }
    request.handler(_ -> {});
    request.resume();
    if (request.isEnded()) {
      return;
    }
    if (isHttp2(request)) {
      request.response().reset(NO_ERROR);
      return;
    }
    var vertx = context.vertx();
    long timer = vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
    request.endHandler(_ -> {
      vertx.cancelTimer(timer);
      if (large) {
        request.connection().close();
      }
    });
  }

  /** Ends a request that cannot be answered any more. */
  static void cut(HttpServerRequest request) {
    if (isHttp2(request)) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }

  private static boolean isHttp2(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
  }
}
