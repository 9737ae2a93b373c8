package dev.purereducer.cluster;

import dev.purereducer.local.LocalPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The packaged service, JVM or native, on a port that stays. */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration MAX_ANSWER = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(MAX_ANSWER).build();
  private static final int OK = 200;

  private final int port;
  private final ChildProcess process;

  private ServiceProcess(Builder builder) {
    ClusterDirectory.empty(builder.name);
    port = LocalPorts.free(LocalPorts.ANY);
    builder.set("quarkus.http.port", String.valueOf(port));
    process = new ChildProcess(builder.name, builder.command());
  }

  /** A service to be, that uses these two. */
  public static Builder on(PostgresProcess postgres, KafkaProcess kafka) {
    return open().set(postgres.serviceSettings()).set(kafka.serviceSettings());
  }

  /** A service to be that knows neither, and lets everybody do everything. */
  public static Builder open() {
    return new Builder().set("purereducer.auth", "none");
  }

  /** What to start: set before, the same over restarts. */
  public static final class Builder {
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private String name = "service";

    private Builder() {}

    /** Tells it from other services of this test. */
    public Builder named(String name) {
      this.name = name;
      return this;
    }

    /** A configuration key of the service. */
    public Builder set(String key, String value) {
      settings.put(key, value);
      return this;
    }

    public Builder set(Map<String, String> settings) {
      this.settings.putAll(settings);
      return this;
    }

    /** Options of the JVM; a native executable takes those that it knows. */
    public Builder jvm(List<String> options) {
      jvmOptions.addAll(options);
      return this;
    }

    /** Returns once it is ready. */
    public ServiceProcess start() {
      var service = create();
      service.restart();
      return service;
    }

    /** Does not start it yet. */
    public ServiceProcess create() {
      return new ServiceProcess(this);
    }

    /** The same without a key that is set. */
    public Builder unset(String key) {
      settings.remove(key);
      return this;
    }

    /** Starts what is not going to stay, and waits until it has ended. */
    public Ended startInVain() {
      set("quarkus.http.port", String.valueOf(LocalPorts.free(LocalPorts.ANY)));
      ClusterDirectory.empty(name);
      var process = new ChildProcess(name, command());
      return new Ended(process.runToEnd(), process.log());
    }

    private List<String> command() {
      List<String> command = new ArrayList<>();
      var artifact = Artifact.chosen();
      command.addAll(artifact.before());
      command.addAll(jvmOptions);
      settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.addAll(artifact.after());
      return command;
    }
  }

  /** Whether it is the JVM package that is run, or the native executable: jvm or native. */
  public static String artifact() {
    return Artifact.chosen().kind();
  }

  /** What a service that did not stay has left. */
  public record Ended(int exitCode, Path log) {}

  /** Starts, or starts again, with the same settings. */
  public void restart() {
    restart(this::isReady);
  }

  /** The same, ready or not: returns once {@code started}. */
  public void restart(BooleanSupplier started) {
    stop();
    process.start(started);
  }

  /** Whether it says of itself that it is ready. */
  public boolean isReady() {
    try {
      return get("/q/health/ready").statusCode() == OK;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  /** A plain request, for what is not measured. */
  public HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  public HttpResponse<String> post(String path, String json) {
    return send(request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build());
  }

  /** The same without waiting for the answer. */
  public CompletableFuture<HttpResponse<String>> postAsync(String path, String json) {
    return HTTP.sendAsync(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  public CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return HTTP.sendAsync(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path)).timeout(MAX_ANSWER);
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw Interrupted.meanwhile(e);
    }
  }

  public Metrics metrics() {
    return Metrics.parse(get("/q/metrics").body());
  }

  /** Asks it to end (SIGTERM) and waits until it has. */
  public void stop() {
    process.stop();
  }

  /** Ends it at once (SIGKILL). */
  public void kill() {
    process.kill();
  }

  /** Stops it (SIGSTOP): connections stay open and nobody answers. */
  public void pause() {
    process.pause();
  }

  public void resume() {
    process.resume();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.handle().pid();
  }

  /** All that it has printed. */
  public Path log() {
    return process.log();
  }

  public int port() {
    return port;
  }

  public String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Resident memory, as the kernel counts it. */
  public long residentBytes() {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid()), "status"))) {
      var resident = lines.filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(resident.replaceAll("\\D", "")) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processor time used since it started. */
  public Duration processorTime() {
    return process.handle().info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    stop();
  }
}
