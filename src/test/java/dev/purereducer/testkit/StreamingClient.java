package dev.purereducer.testkit;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** HTTP client of one protocol whose requests send their bodies in parts, without a length. */
public final class StreamingClient implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 20;

  private final HttpClient client;

  public StreamingClient(Vertx vertx, Protocol protocol) {
    this.client = vertx.createHttpClient(protocol.options());
  }

  /** A response with its body. */
  public record Reply(int status, MultiMap headers, String body) {
    public @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  /** A request whose head is sent. */
  public static final class OpenRequest {
    private final HttpClientRequest request;
    private final Future<Reply> reply;

    private OpenRequest(HttpClientRequest request) {
      this.request = request;
      request.exceptionHandler(_ -> {});
      this.reply = request.response().compose(OpenRequest::withBody);
    }

    private static Future<Reply> withBody(HttpClientResponse response) {
      return response
          .body()
          .map(body -> new Reply(response.statusCode(), response.headers(), body.toString()));
    }

    public OpenRequest write(String part) {
      request.write(part);
      return this;
    }

    /** Writes spaces as fast as the server reads; stops at a response or when the stream is cut. */
    public OpenRequest writeSpaces(int bytes) {
      var part = Buffer.buffer(" ".repeat(32 * 1_024));
      for (int sent = 0; sent < bytes && !reply.isComplete(); sent += part.length()) {
        var written = request.write(part);
        if (request.writeQueueFull()) {
          await(Future.any(written, reply).otherwiseEmpty());
        }
      }
      return this;
    }

    public Reply end(String part) {
      request.end(part);
      return reply();
    }

    /** Cuts the stream, or over HTTP/1.1 the connection. */
    public void reset() {
      request.reset();
    }

    public boolean hasReply() {
      return reply.isComplete();
    }

    public Reply reply() {
      return await(reply);
    }
  }

  /** A response that is received while it is written. */
  public static final class OpenResponse {
    private final HttpClientRequest request;
    private final StringBuffer received = new StringBuffer();

    private OpenResponse(HttpClientResponse response) {
      this.request = response.request();
      response.exceptionHandler(_ -> {});
      response.handler(part -> received.append(part));
    }

    public String received() {
      return received.toString();
    }

    /** Cuts the stream, or over HTTP/1.1 the connection. */
    public void reset() {
      request.reset();
    }
  }

  /** {@code headers} are names and values in turn. */
  public OpenRequest post(String path, String contentType, String... headers) {
    return await(client.request(HttpMethod.POST, path).map(request -> {
      request.putHeader("Content-Type", contentType);
      for (int i = 0; i < headers.length; i += 2) {
        request.putHeader(headers[i], headers[i + 1]);
      }
      if (request.headers().get("Content-Length") == null) {
        request.setChunked(true);
      }
      var open = new OpenRequest(request);
      request.sendHead();
      return open;
    }));
  }

  public Reply get(String path) {
    return await(getLater(path));
  }

  /** A GET whose response is not awaited to its end. */
  public OpenResponse stream(String path) {
    return await(client
        .request(HttpMethod.GET, path)
        .compose(request -> request.send().map(OpenResponse::new)));
  }

  /** A GET whose response is not awaited. */
  public Future<Reply> getLater(String path) {
    return client
        .request(HttpMethod.GET, path)
        .compose(request -> request.send().compose(OpenRequest::withBody));
  }

  public static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw Signals.Interrupted.asUnchecked(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(client.close());
  }
}
