package dev.purereducer.testkit;

import dev.purereducer.testkit.Signals.Interrupted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Child process of this JVM that can be restarted with the same command. */
final class ChildProcess {
  /** The Java launcher that runs this JVM. */
  static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final Duration MAX_START = Duration.ofSeconds(180);
  private static final Duration MAX_STOP = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 5;
  private static final int LOG_TAIL_LINES = 30;

  private final String name;
  private final Path log;
  private final List<String> command;
  private final Map<String, String> environment;
  private @Nullable Process process;

  ChildProcess(String name, List<String> command) {
    this(name, command, Map.of());
  }

  /** {@code environment} has variables in addition to those of this JVM. */
  ChildProcess(String name, List<String> command, Map<String, String> environment) {
    this.name = name;
    this.log = ClusterDirectory.log(name);
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    ClusterDirectory.atEnd(this::kill);
  }

  /** Returns once {@code ready} holds; throws with the end of the log on an exit or a timeout. */
  void start(BooleanSupplier ready) {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    launch();
    long deadline = System.nanoTime() + MAX_START.toNanos();
    try {
      while (!ready.getAsBoolean()) {
        if (!isAlive() || System.nanoTime() > deadline) {
          kill();
          throw new IllegalStateException(name + " did not start; " + log + " ends: " + tail());
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      throw Interrupted.asUnchecked(e);
    }
  }

  /** Starts it, waits for its exit and returns the exit code. */
  int runToEnd() {
    launch();
    try {
      if (process == null || !process.waitFor(MAX_START.toSeconds(), TimeUnit.SECONDS)) {
        kill();
        throw new IllegalStateException(name + " did not end; " + log + " ends: " + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw Interrupted.asUnchecked(e);
    }
  }

  Path log() {
    return log;
  }

  private void launch() {
    try {
      var builder = new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      var started = builder.start();
      process = started;
      ClusterDirectory.started(name, started.toHandle());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tail() {
    try {
      var lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Ends it with SIGTERM and waits for its exit; throws after a timeout. */
  void stop() {
    var running = process;
    if (running == null || !running.isAlive()) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(MAX_STOP.toSeconds(), TimeUnit.SECONDS)) {
        kill();
        throw new IllegalStateException(name + " did not stop within " + MAX_STOP);
      }
    } catch (InterruptedException e) {
      throw Interrupted.asUnchecked(e);
    }
  }

  /** Ends it with SIGKILL, also while it is suspended. */
  void kill() {
    if (process != null && process.isAlive()) {
      Signals.kill(Signals.tree(process.toHandle()).toList());
    }
  }

  void pause() {
    Signals.send("STOP", Stream.of(handle()));
  }

  /** Makes a JVM write the stacks of its threads to its log. */
  void dumpThreads() {
    Signals.send("QUIT", Stream.of(handle()));
  }

  void resume() {
    Signals.send("CONT", Stream.of(handle()));
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  ProcessHandle handle() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process.toHandle();
  }
}
