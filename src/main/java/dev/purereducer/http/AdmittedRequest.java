package dev.purereducer.http;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A POST request in progress and its body. The memory of the body is reserved as the body arrives,
 * whatever the sender announced, so that a slow or false announcement costs others nothing.
 *
 * <p>Runs on the event loop of the request.
 */
final class AdmittedRequest {
  /** The memory of an announced body is allocated at once up to this size. */
  private static final int MAX_FIRST_BYTES = 64 * 1_024;

  private static final byte[] NONE = {};

  static final Problem OVERLOADED =
      Problem.of(ProblemType.OVERLOADED, "the request was not processed; retry later");

  private final HttpServerRequest request;
  private final RequestWindow window;
  private final Context context = Vertx.currentContext();
  private final long startNanos = System.nanoTime();
  private byte[] bytes = NONE;
  private int length;
  private int reservedBytes;
  private @Nullable UniEmitter<? super InputStream> reader;

  AdmittedRequest(HttpServerRequest request, RequestWindow window) {
    this.request = request;
    this.window = window;
  }

  /** The body, once it is complete. Fails with a problem if it is too large or finds no memory. */
  Uni<InputStream> body(int maxBytes) {
    long announced = UnreadBody.announcedBytes(request);
    if (announced > maxBytes) {
      return Uni.createFrom().failure(tooLarge());
    }
    int expected = (int) Math.max(0, announced);
    return Uni.createFrom().emitter(emitter -> {
      if (request.isEnded()) {
        emitter.complete(InputStream.nullInputStream());
        return;
      }
      reader = emitter;
      request.handler(part -> append(part, expected, maxBytes));
      request.endHandler(_ -> complete());
      // The sender has gone, so there is nothing to respond to; the end of the exchange releases.
      request.exceptionHandler(_ -> reader = null);
      if (HttpHeaders.CONTINUE.toString().equalsIgnoreCase(request.getHeader("Expect"))) {
        request.response().writeContinue();
      }
      request.resume();
    });
  }

  private void append(Buffer part, int expected, int maxBytes) {
    if (reader == null) {
      return;
    }
    int needed = length + part.length();
    if (needed > maxBytes) {
      fail(tooLarge());
    } else if (needed > bytes.length && !grow(capacity(needed, expected, maxBytes))) {
      fail(new ProblemException(OVERLOADED));
    } else {
      part.getBytes(0, part.length(), bytes, length);
      length = needed;
    }
  }

  private int capacity(int needed, int expected, int maxBytes) {
    int first = Math.min(expected, MAX_FIRST_BYTES);
    int doubled = Math.min(Math.max(expected, needed), 2 * bytes.length);
    return Math.min(maxBytes, Math.max(needed, Math.max(first, doubled)));
  }

  private boolean grow(int capacity) {
    if (!window.tryReserve(capacity - reservedBytes, reservedBytes)) {
      return false;
    }
    reservedBytes = capacity;
    bytes = Arrays.copyOf(bytes, capacity);
    return true;
  }

  private void complete() {
    var emitter = reader;
    reader = null;
    if (emitter != null) {
      var body = new BodyStream(bytes, length);
      bytes = NONE;
      emitter.complete(body);
    }
  }

  private void fail(Throwable problem) {
    var emitter = reader;
    reader = null;
    window.release(reservedBytes);
    reservedBytes = 0;
    bytes = NONE;
    if (emitter != null) {
      emitter.fail(problem);
    }
  }

  private static ProblemException tooLarge() {
    return new ProblemException(Problem.ofStatus(413));
  }

  /** Refuses a body that has not arrived within the time limit. Called from any thread. */
  void checkTimeout(long nowNanos, Duration timeout) {
    if (nowNanos - startNanos > timeout.toNanos() && !request.isEnded()) {
      context.runOnContext(_ -> timeOut());
    }
  }

  private void timeOut() {
    if (reader != null) {
      fail(new ProblemException(Problem.of(
          ProblemType.REQUEST_TIMEOUT, "the body did not arrive within the time limit")));
    } else if (!request.isEnded()) {
      UnreadBody.cut(request);
    }
  }

  /**
   * Runs the action if the response has been closed before its end. Vert.x reports no end of such a
   * response (a reset of a streamed response over HTTP/1.1). Called from any thread.
   */
  void ifCut(Runnable action) {
    if (request.response().closed()) {
      context.runOnContext(_ -> action.run());
    }
  }

  /** Releases what the request occupies; called once, after its response. */
  void leave() {
    reader = null;
    window.leave(reservedBytes);
    bytes = NONE;
  }

  /** A body that is handed over without a copy, and then not held any longer. */
  private static final class BodyStream extends ByteArrayInputStream {
    BodyStream(byte[] bytes, int length) {
      super(bytes, 0, length);
    }

    @Override
    public synchronized byte[] readAllBytes() {
      var all = pos == 0 && count == buf.length ? buf : super.readAllBytes();
      buf = NONE;
      pos = 0;
      count = 0;
      return all;
    }
  }
}
