package dev.purereducer.cluster;

import dev.purereducer.local.LocalPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Prometheus, as it is installed on this machine, with a configuration of its own. */
public final class PrometheusProcess implements AutoCloseable {
  private static final String NAME = "prometheus";
  private static final Duration MAX_ANSWER = Duration.ofSeconds(30);
  private static final int OK = 200;

  private final HttpClient http = HttpClient.newHttpClient();
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

  /** Whether there is one to start. */
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
      throw Interrupted.meanwhile(e);
    }
  }

  /** Returns once it is ready. The files are by name; one of them is {@code prometheus.yml}. */
  public static PrometheusProcess start(Map<String, String> files) {
    var prometheus = new PrometheusProcess(files);
    prometheus.process.start(prometheus::isReady);
    return prometheus;
  }

  private boolean isReady() {
    try {
      return get("/-/ready").statusCode() == OK;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  public HttpResponse<String> get(String path) {
    var address = URI.create("http://127.0.0.1:" + port + path);
    try {
      return http.send(
          HttpRequest.newBuilder(address).timeout(MAX_ANSWER).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw Interrupted.meanwhile(e);
    }
  }

  @Override
  public void close() {
    process.stop();
  }
}
