package dev.purereducer.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Small in-memory file system that can be filled up. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "256m";
  private static final byte[] BALLAST = new byte[64 * 1024];

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts the file system, or aborts the test if that is not permitted. */
  static SmallDisk mount() throws IOException, InterruptedException {
    return mount("exec");
  }

  /** Mounts a file system from which nothing can be executed. */
  static SmallDisk mountWithoutExec() throws IOException, InterruptedException {
    return mount("noexec");
  }

  private static SmallDisk mount(String option) throws IOException, InterruptedException {
    var directory = Files.createTempDirectory("small-disk");
    var options = "size=" + SIZE + "," + option;
    if (!runs("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString())) {
      Files.delete(directory);
      throw new TestAbortedException("no file system can be mounted here");
    }
    return new SmallDisk(directory);
  }

  Path directory() {
    return directory;
  }

  void fill() {
    try (var ballast = Files.newOutputStream(ballast())) {
      while (true) {
        ballast.write(BALLAST);
      }
    } catch (IOException full) {
      // the intended state
    }
  }

  void free() {
    try {
      Files.delete(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (runs("umount", directory.toString())) {
      Files.delete(directory);
    }
  }

  private static boolean runs(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
