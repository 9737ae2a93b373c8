package dev.purereducer.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/**
 * Data directories of the processes, {@code target/cluster/<pid>/<name>}, and the clean-up at the end
 * of this JVM. Logs are kept in {@code target/cluster/<name>.log}.
 */
final class ClusterDirectory {
  private static final Path ROOT = Path.of("target", "cluster").toAbsolutePath();
  private static final Path MINE =
      ROOT.resolve(String.valueOf(ProcessHandle.current().pid()));
  private static final String PID_SUFFIX = ".pid";
  private static final Deque<Runnable> ENDINGS = new ArrayDeque<>();

  static {
    removeOrphans();
    Runtime.getRuntime().addShutdownHook(new Thread(ClusterDirectory::endAll, "cluster-end"));
  }

  private ClusterDirectory() {}

  /** An empty data directory for a process. */
  static Path empty(String name) {
    try {
      var directory = MINE.resolve(name);
      Utils.delete(directory.toFile());
      Files.deleteIfExists(log(name));
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path log(String name) {
    return ROOT.resolve(name + ".log");
  }

  /** Records a process, so that the next JVM can end it if this one is killed. */
  static void started(String name, ProcessHandle process) {
    try {
      Files.writeString(MINE.resolve(name + PID_SUFFIX), identity(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Registers a clean-up for the end of this JVM; the last one runs first. */
  static void atEnd(Runnable ending) {
    synchronized (ENDINGS) {
      ENDINGS.push(ending);
    }
  }

  private static void endAll() {
    synchronized (ENDINGS) {
      ENDINGS.forEach(Runnable::run);
    }
    delete(MINE);
  }

  private static void removeOrphans() {
    try {
      Files.createDirectories(MINE);
      for (var run : children(ROOT)) {
        if (Files.isDirectory(run) && !isAlive(run)) {
          for (var file : children(run)) {
            orphan(file).ifPresent(it -> Signals.kill(Signals.tree(it).toList()));
          }
          delete(run);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (var children = Files.list(directory)) {
      return children.toList();
    }
  }

  private static boolean isAlive(Path run) {
    return ProcessHandle.of(Long.parseLong(run.getFileName().toString()))
        .filter(it -> it.info().command().orElse("java").contains("java"))
        .isPresent();
  }

  private static Optional<ProcessHandle> orphan(Path file) throws IOException {
    if (!file.toString().endsWith(PID_SUFFIX)) {
      return Optional.empty();
    }
    var identity = Files.readString(file);
    long pid = Long.parseLong(identity.substring(0, identity.indexOf(' ')));
    return ProcessHandle.of(pid).filter(it -> identity(it).equals(identity));
  }

  /** Process id with start time, because the operating system reuses ids. */
  private static String identity(ProcessHandle process) {
    return process.pid() + " "
        + process.info().startInstant().map(String::valueOf).orElse("");
  }

  private static void delete(Path directory) {
    try {
      Utils.delete(directory.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
