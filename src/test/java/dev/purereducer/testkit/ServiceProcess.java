package dev.purereducer.testkit;

import dev.purereducer.local.LocalPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The packaged service, JVM or native, as a process whose port survives restarts. */
public final class ServiceProcess implements AutoCloseable {
  private static final TestHttpClient HTTP = TestHttpClient.shared();
  private static final int OK = 200;

  private final int port;
  private final ChildProcess process;

  private ServiceProcess(Builder builder) {
    ClusterDirectory.empty(builder.name);
    port = LocalPorts.free(LocalPorts.ANY);
    builder.set("quarkus.http.port", String.valueOf(port));
    process = new ChildProcess(builder.name, builder.command(), builder.environment);
  }

  /** The configuration of a service with this PostgreSQL and Kafka, and without authentication. */
  public static Builder on(PostgresProcess postgres, KafkaProcess kafka) {
    return open().set(postgres.serviceSettings()).set(kafka.serviceSettings());
  }

  /** The configuration of a service without servers and without authentication. */
  public static Builder open() {
    return new Builder().set("purereducer.auth", "none");
  }

  /** Configuration of a service process, kept over restarts. */
  public static final class Builder {
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String name = "service";
    private @Nullable Path replacedClasses;

    private Builder() {}

    /** The name of its log file and directory. */
    public Builder named(String name) {
      this.name = name;
      return this;
    }

    public Builder set(String key, String value) {
      settings.put(key, value);
      return this;
    }

    public Builder set(Map<String, String> settings) {
      this.settings.putAll(settings);
      return this;
    }

    /** JVM options; a native executable takes those that it knows. */
    public Builder jvm(List<String> options) {
      jvmOptions.addAll(options);
      return this;
    }

    /** Variables of its environment, in addition to those of this JVM. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** A directory of classes that replace those of the same name in the package. JVM only. */
    public Builder replaceClasses(Path directory) {
      replacedClasses = directory;
      return this;
    }

    /** JVM options for a fast start and little memory, for moderate loads. */
    public Builder smallJvm() {
      return jvm(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    /** Starts the service and returns once it is ready. */
    public ServiceProcess start() {
      var service = create();
      service.restart();
      return service;
    }

    /** The service, not started yet. */
    public ServiceProcess create() {
      return new ServiceProcess(this);
    }

    public Builder unset(String key) {
      settings.remove(key);
      return this;
    }

    /** Starts a service that is expected to exit, and waits until it has. */
    public Ended startExpectingFailure() {
      set("quarkus.http.port", String.valueOf(LocalPorts.free(LocalPorts.ANY)));
      ClusterDirectory.empty(name);
      var process = new ChildProcess(name, command(), environment);
      return new Ended(process.runToEnd(), process.log());
    }

    private List<String> command() {
      List<String> command = new ArrayList<>();
      var artifact = Artifact.chosen();
      command.addAll(artifact.before());
      command.addAll(jvmOptions);
      settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.addAll(
          replacedClasses == null ? artifact.after() : artifact.afterReplacing(replacedClasses));
      return command;
    }
  }

  /** The kind of package that is tested: jvm or native. */
  public static String artifact() {
    return Artifact.chosen().kind();
  }

  /** Exit code and log of a service that has exited. */
  public record Ended(int exitCode, Path log) {}

  /** Starts or restarts the service with the same settings; returns once it is ready. */
  public void restart() {
    restart(this::isReady);
  }

  /** Like {@link #restart()}, but returns once {@code started} holds. */
  public void restart(BooleanSupplier started) {
    stop();
    process.start(started);
  }

  /** Whether the readiness probe succeeds. */
  public boolean isReady() {
    try {
      return get("/q/health/ready").statusCode() == OK;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  public HttpResponse<String> get(String path) {
    return HTTP.send(TestHttpClient.get(address() + path));
  }

  public HttpResponse<String> post(String path, String json) {
    return HTTP.send(TestHttpClient.postJson(address() + path, json));
  }

  public CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return HTTP.sendAsync(TestHttpClient.get(address() + path));
  }

  public CompletableFuture<HttpResponse<String>> postAsync(String path, String json) {
    return HTTP.sendAsync(TestHttpClient.postJson(address() + path, json));
  }

  public Metrics metrics() {
    return Metrics.parse(get("/q/metrics").body());
  }

  /** Ends it with SIGTERM and waits for its exit. */
  public void stop() {
    process.stop();
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Suspends it with SIGSTOP: connections stay open without responses. */
  public void pause() {
    process.pause();
  }

  public void resume() {
    process.resume();
  }

  /** Writes the stacks of its threads to its log; only of a JVM, because the signal ends others. */
  public void dumpThreads() {
    if (artifact().equals("jvm") && isAlive()) {
      process.dumpThreads();
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.handle().pid();
  }

  /** Standard output and error. */
  public Path log() {
    return process.log();
  }

  public int port() {
    return port;
  }

  public String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Resident memory (VmRSS). */
  public long residentBytes() {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid()), "status"))) {
      var resident = lines.filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(resident.replaceAll("\\D", "")) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processor time used since the start. */
  public Duration processorTime() {
    return process.handle().info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    stop();
  }
}
