package dev.purereducer.testkit;

import dev.purereducer.local.LocalPorts;
import dev.purereducer.testkit.Signals.Interrupted;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prometheus server from the {@code PATH}, with its own configuration and data. */
public final class PrometheusProcess implements AutoCloseable {
  private static final String NAME = "prometheus";
  private static final int OK = 200;

  private final int port = LocalPorts.free(LocalPorts.ANY);
  private final ChildProcess process;

  private PrometheusProcess(Map<String, String> files) {
    var data = ClusterDirectory.empty(NAME);
    try {
      for (var file : files.entrySet()) {
        Files.writeString(data.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = new ChildProcess(
        NAME,
        List.of(
            NAME,
            "--config.file=" + data.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + data.resolve("series"),
            "--web.listen-address=127.0.0.1:" + port,
            "--log.level=warn"));
  }

  public static boolean isInstalled() {
    try {
      return new ProcessBuilder(NAME, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw Interrupted.asUnchecked(e);
    }
  }

  /** Starts a server with these files, by name; one of them is {@code prometheus.yml}. */
  public static PrometheusProcess start(Map<String, String> files) {
    var prometheus = new PrometheusProcess(files);
    prometheus.process.start(prometheus::isReady);
    return prometheus;
  }

  private boolean isReady() {
    var request = TestHttpClient.get(uri("/-/ready"));
    try {
      return TestHttpClient.shared().send(request).statusCode() == OK;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  /** The names of the alerts that are firing. */
  public Set<String> firingAlerts() {
    return Set.copyOf(api("alerts")
        .<String>getList("data.alerts.findAll { it.state == 'firing' }.labels.alertname"));
  }

  /** The names of all configured alerts. */
  public Set<String> configuredAlerts() {
    return Set.copyOf(api("rules?type=alert").<String>getList("data.groups.rules.flatten().name"));
  }

  /** The series that match an expression. */
  public List<Object> query(String expression) {
    return api("query?query=" + encoded(expression)).getList("data.result");
  }

  /** The values of a label over all series of a metric. */
  public List<String> labelValues(String metric, String label) {
    return api("label/" + label + "/values?match%5B%5D=" + encoded(metric)).getList("data");
  }

  private JsonPath api(String path) {
    var request = TestHttpClient.get(uri("/api/v1/" + path));
    var body = TestHttpClient.shared().send(request).body();
    var response = new JsonPath(body);
    if (!"success".equals(response.getString("status"))) {
      throw new AssertionError(path + " " + body);
    }
    return response;
  }

  private String uri(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.stop();
  }
}
