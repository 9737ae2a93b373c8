package dev.purereducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the packaged service, entry by entry: none of the local stack. */
class PackageIT {
  private static final Path PACKAGE = Path.of("target", "quarkus-app");

  /** The stack's classes, the servers it runs, and what only those need. */
  private static final Pattern LOCAL_STACK = Pattern.compile(
      "dev/purereducer/local/.+|kafka/(server|Kafka).*|org/apache/kafka/(raft|metadata|controller)/.+|scala/.+"
          + "|io/zonky/.+|.*postgres.*\\.txz|org/apache/logging/log4j/core/.+|org/rocksdb/.+"
          + "|org/junit/.+");

  @BeforeEach
  void jvmPackageWasBuilt() {
    assumeTrue(Files.isDirectory(PACKAGE), "a native executable has no jars to look into");
  }

  @Test
  void packagedService_hasNoLocalStack() throws IOException {
    List<String> unwanted = new ArrayList<>();
    for (var jar : jars()) {
      for (var entry : entries(jar)) {
        if (LOCAL_STACK.matcher(entry).matches()) {
          unwanted.add(jar.getFileName() + ": " + entry);
        }
      }
    }
    assertEquals(List.of(), unwanted);
  }

  @Test
  void packagedService_hasItsMigrations() throws IOException {
    List<String> all = new ArrayList<>();
    for (var jar : jars()) {
      all.addAll(entries(jar));
    }
    assertTrue(all.contains("db/migration/V1__tables.sql"));
    assertTrue(all.contains("dev/purereducer/reducers/StampsReducer.class"));
  }

  private static List<Path> jars() throws IOException {
    try (var files = Files.walk(PACKAGE)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }
}
