package dev.purereducer.testkit;

import dev.purereducer.testkit.Signals.Interrupted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * HTTP client of the tests, with text responses and one timeout for all requests.
 *
 * <p>It speaks HTTP/1.1: over HTTP/2 the JDK's client would queue requests beyond the server's limit
 * of concurrent streams.
 */
public final class TestHttpClient {
  private static final TestHttpClient SHARED =
      new TestHttpClient(Duration.ofSeconds(30), Duration.ofSeconds(30));

  private final HttpClient client;
  private final Duration responseTimeout;

  public TestHttpClient(Duration connectTimeout, Duration responseTimeout) {
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(connectTimeout)
        .build();
    this.responseTimeout = responseTimeout;
  }

  /** The client with timeouts of 30 s. */
  public static TestHttpClient shared() {
    return SHARED;
  }

  public static HttpRequest.Builder get(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).GET();
  }

  public static HttpRequest.Builder post(String uri, String contentType, byte[] body) {
    return HttpRequest.newBuilder(URI.create(uri))
        .header("Content-Type", contentType)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  public static HttpRequest.Builder postJson(String uri, String json) {
    return post(uri, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(
          request.timeout(responseTimeout).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw Interrupted.asUnchecked(e);
    }
  }

  public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return client.sendAsync(
        request.timeout(responseTimeout).build(), HttpResponse.BodyHandlers.ofString());
  }
}
