package dev.purereducer.health;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The directory to which Kafka's codecs zstd and snappy unpack their native libraries. By default it
 * is the temporary directory, and another one where files in that cannot be executed.
 */
@ApplicationScoped
public class CodecFolder {
  static final String ZSTD_FOLDER = "ZstdTempFolder";
  static final String SNAPPY_FOLDER = "org.xerial.snappy.tempdir";

  private static final Logger LOG = Logger.getLogger(CodecFolder.class);

  /** Runs before the first consumer starts: a codec that fails to load is never tried again. */
  void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    choose(List.of(
        System.getProperty("java.io.tmpdir", ""),
        "/var/tmp",
        "/dev/shm",
        System.getProperty("user.home", ""),
        System.getProperty("user.dir", "")));
  }

  /** Chooses the first usable directory; none if the operator has chosen one, or none is usable. */
  static void choose(List<String> folders) {
    for (var folder : folders) {
      if (canExecuteFrom(folder)) {
        if (!folder.equals(folders.getFirst())) {
          LOG.infof(
              "files in %s cannot be executed; the codecs zstd and snappy are unpacked to %s",
              folders.getFirst(), folder);
          setIfAbsent(ZSTD_FOLDER, folder);
          setIfAbsent(SNAPPY_FOLDER, folder);
        }
        return;
      }
    }
  }

  private static void setIfAbsent(String property, String folder) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, folder);
    }
  }

  /** On a file system that is mounted with {@code noexec}, no file counts as executable. */
  static boolean canExecuteFrom(String folder) {
    try {
      var file = Files.createTempFile(
          Path.of(folder),
          "pure-reducer",
          ".so",
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      boolean executable = Files.isExecutable(file);
      Files.delete(file);
      return executable;
    } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
      return false;
    }
  }
}
