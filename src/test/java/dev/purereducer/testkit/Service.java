package dev.purereducer.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** HTTP requests to the service that {@code @QuarkusTest} has started in this JVM. */
public final class Service {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Service() {}

  /** Response with shortcuts for assertions. */
  public record Reply(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String text() {
      return response.body();
    }

    public @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    public JsonNode json() {
      return Service.json(text());
    }

    /** The problem code, after a check that the response is a problem with the same status. */
    public String problem() {
      if (!"application/problem+json".equals(header("content-type"))) {
        throw new AssertionError(
            "not a problem: " + status() + " " + header("content-type") + " " + text());
      }
      var type = json().get("type").asText();
      if (json().get("status").asInt() != status()) {
        throw new AssertionError(
            "the problem's status is not the response's: " + status() + " " + text());
      }
      return type.substring(type.lastIndexOf(':') + 1);
    }
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static URI uri(String path) {
    var port = ConfigProvider.getConfig(Service.class.getClassLoader())
        .getValue("quarkus.http.port", Integer.class);
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public static String actionsPath(String key) {
    return "/v1/workflows/" + encoded(key) + "/actions";
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** {@code headers} are names and values in turn. */
  public static Reply post(String path, String contentType, byte[] body, String... headers) {
    var request = TestHttpClient.post(uri(path).toString(), contentType, body);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  public static Reply post(String path, String json, String... headers) {
    return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8), headers);
  }

  public static Reply get(String path, String... headers) {
    var request = TestHttpClient.get(uri(path).toString());
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  public static Reply send(HttpRequest.Builder request) {
    return new Reply(TestHttpClient.shared().send(request));
  }
}
