package dev.purereducer.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;

/**
 * Data directories of the servers: {@code target/local-stack/<profile>-<pid>/<server>}. The process
 * id separates concurrent runs in one checkout, and identifies the directories of killed runs.
 */
final class LocalDirectory {
  static final Path ROOT = Path.of("target", "local-stack").toAbsolutePath();

  private static final Logger LOG = Logger.getLogger("local-stack");
  private static final long MAX_STOP_SECONDS = 20;

  private LocalDirectory() {}

  /** Creates an empty directory for this process, after removing those of killed processes. */
  static Path empty(String profile, String server) throws Exception {
    Files.createDirectories(ROOT);
    for (var run : runs()) {
      if (!isAlive(run)) {
        removeOrphan(run);
      }
    }
    var directory = ROOT.resolve(profile + "-" + ProcessHandle.current().pid()).resolve(server);
    Utils.delete(directory.toFile());
    return Files.createDirectories(directory);
  }

  private static List<Path> runs() throws IOException {
    try (var children = Files.list(ROOT)) {
      return children.filter(Files::isDirectory).toList();
    }
  }

  private static boolean isAlive(Path run) {
    var name = run.getFileName().toString();
    try {
      long pid = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
      return ProcessHandle.of(pid).filter(LocalDirectory::isJava).isPresent();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("java").contains("java");
  }

  private static void removeOrphan(Path run) throws Exception {
    var pidFile = run.resolve(LocalPostgres.NAME).resolve("postmaster.pid");
    if (Files.exists(pidFile)) {
      long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      var orphan = ProcessHandle.of(pid).filter(LocalDirectory::isPostgres);
      if (orphan.isPresent()) {
        LOG.infof("stopping PostgreSQL pid %d, left behind by a killed run", pid);
        orphan.get().destroy();
        orphan.get().onExit().get(MAX_STOP_SECONDS, TimeUnit.SECONDS);
      }
    }
    Utils.delete(run.toFile());
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/postgres");
  }
}
