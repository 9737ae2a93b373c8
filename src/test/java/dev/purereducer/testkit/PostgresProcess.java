package dev.purereducer.testkit;

import dev.purereducer.local.LocalPorts;
import dev.purereducer.local.LocalStack;
import dev.purereducer.testkit.Signals.Interrupted;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Durable PostgreSQL server as a process whose port and data survive restarts. */
public final class PostgresProcess implements AutoCloseable {
  private static final String NAME = "postgres";
  private static final Duration MAX_START = Duration.ofSeconds(60);
  private static final Duration MAX_STOP = Duration.ofSeconds(60);

  /** Settings that the embedded distribution switches off, and that durability needs. */
  private static final Map<String, String> DURABLE =
      Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

  private final String name;
  private final Path data;
  private final int port = LocalPorts.free(LocalPorts.ANY);
  private final Map<String, String> settings;
  private @Nullable EmbeddedPostgres server;

  private PostgresProcess(String name, Map<String, String> settings) {
    this.name = name;
    this.data = ClusterDirectory.empty(name);
    this.settings = new HashMap<>(settings);
    this.settings.putAll(DURABLE);
    ClusterDirectory.atEnd(this::kill);
  }

  public static PostgresProcess start() {
    return start(Map.of());
  }

  /** An empty server with further settings, such as {@code shared_buffers}. */
  public static PostgresProcess start(Map<String, String> settings) {
    return start(NAME, settings);
  }

  /** {@code name} distinguishes servers that run at the same time. */
  public static PostgresProcess start(String name, Map<String, String> settings) {
    var postgres = new PostgresProcess(name, settings);
    postgres.launch();
    return postgres;
  }

  /** Restarts with the same data, after {@link #stop()} or {@link #kill()}. */
  public void restart() {
    stop();
    launch();
  }

  private void launch() {
    var builder = EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log()))
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log()))
        .setPGStartupWait(MAX_START)
        .setRegisterShutdownHook(false);
    settings.forEach(builder::setServerConfig);
    try {
      server = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ClusterDirectory.started(name, postmaster());
    DURABLE.forEach((setting, value) -> {
      if (!value.equals(sql().text("SHOW " + setting))) {
        throw new IllegalStateException(setting + " is not " + value);
      }
    });
  }

  private File log() {
    return ClusterDirectory.log(name).toFile();
  }

  /** Fast shutdown: sessions are terminated, a checkpoint is written. */
  public void stop() {
    if (server != null) {
      var postmaster = postmaster();
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server = null;
      await(postmaster);
    }
  }

  /** Waits longer than the embedded server does, because a checkpoint may take longer. */
  private static void await(ProcessHandle postmaster) {
    try {
      postmaster.onExit().get(MAX_STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw Interrupted.asUnchecked(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("PostgreSQL did not stop within " + MAX_STOP, e);
    }
  }

  /** Ends all of its processes with SIGKILL, like a crash. */
  public void kill() {
    if (server != null) {
      Signals.kill(Signals.tree(postmaster()).toList());
      server = null;
      unlock();
    }
  }

  /** Removes the lock file that a killed embedded server leaves in its directory. */
  private void unlock() {
    try {
      Files.deleteIfExists(data.resolve("epg-lock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Suspends all of its processes with SIGSTOP: connections stay open without responses. */
  public void pause() {
    Signals.send("STOP", Signals.tree(postmaster()));
  }

  public void resume() {
    Signals.send("CONT", Signals.tree(postmaster()));
  }

  private ProcessHandle postmaster() {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      long pid = Long.parseLong(lines.getFirst().strip());
      return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("no postmaster"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return postmaster().pid();
  }

  /** Processor time used by its living processes. */
  public Duration processorTime() {
    return Signals.tree(postmaster())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  public int port() {
    return port;
  }

  /** The URL for the reactive client. */
  public String url() {
    return "postgresql://127.0.0.1:" + port + "/postgres";
  }

  public Sql sql() {
    return new Sql("jdbc:" + url(), LocalStack.postgresUser(), LocalStack.postgresPassword());
  }

  /** The service's configuration for this database. */
  Map<String, String> serviceSettings() {
    return Map.of(
        "quarkus.datasource.reactive.url", url(),
        "quarkus.datasource.username", LocalStack.postgresUser(),
        "quarkus.datasource.password", LocalStack.postgresPassword());
  }

  @Override
  public void close() {
    stop();
  }
}
