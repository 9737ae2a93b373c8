package dev.purereducer.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/** An HTTP client of the running service. */
final class Service {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Service() {}

  /** A response. */
  record Reply(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    JsonNode json() {
      return Service.json(text());
    }

    /** The code of the problem. Fails if the response is not a problem. */
    String problem() {
      if (!"application/problem+json".equals(header("content-type"))) {
        throw new AssertionError(
            "not a problem: " + status() + " " + header("content-type") + " " + text());
      }
      var type = json().get("type").asText();
      if (json().get("status").asInt() != status()) {
        throw new AssertionError(
            "the status differs from the problem's: " + status() + " " + text());
      }
      return type.substring(type.lastIndexOf(':') + 1);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static URI uri(String path) {
    var port = ConfigProvider.getConfig(Service.class.getClassLoader())
        .getValue("quarkus.http.port", Integer.class);
    return URI.create("http://127.0.0.1:" + port + path);
  }

  static String actionsPath(String key) {
    return "/v1/workflows/" + encoded(key) + "/actions";
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Sends a POST; {@code headers} are alternating names and values. */
  static Reply post(String path, String contentType, byte[] body, String... headers) {
    var request = HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", contentType)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  static Reply post(String path, String json, String... headers) {
    return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8), headers);
  }

  static Reply get(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  static Reply send(HttpRequest.Builder request) {
    try {
      return new Reply(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
