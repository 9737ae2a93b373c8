package dev.purereducer.cluster;

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
 * Where processes keep their data, {@code target/cluster/<pid>/<name>}, and who is to be ended with
 * this JVM. Logs stand beside it, {@code target/cluster/<name>.log}, and stay.
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

  /** An empty directory for a process of this name. */
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

  /** Remembers a process, so that this JVM or the next one can end it. */
  static void started(String name, ProcessHandle process) {
    try {
      Files.writeString(MINE.resolve(name + PID_SUFFIX), identity(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What this JVM does when it ends: the last one said comes first. */
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

  /** The start time tells a process from a later one of the same number. */
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
