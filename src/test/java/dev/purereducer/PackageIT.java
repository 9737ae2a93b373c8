package dev.purereducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.database.Migrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The content of the package: the migrations, a bill of materials, and nothing of the local stack. */
class PackageIT {
  private static final Path PACKAGE = Path.of("target", "quarkus-app");

  /** The classes of the local stack, its servers, and the libraries that only those need. */
  private static final Pattern LOCAL_STACK = Pattern.compile(
      "dev/purereducer/local/.+|kafka/(server|Kafka).*|org/apache/kafka/(raft|metadata|controller)/.+|scala/.+"
          + "|io/zonky/.+|.*postgres.*\\.txz|org/apache/logging/log4j/core/.+|org/rocksdb/.+"
          + "|org/junit/.+");

  @BeforeEach
  void jvmPackageWasBuilt() {
    assumeTrue(Files.isDirectory(PACKAGE), "a native executable has no jars");
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
    Migrator.SCRIPTS.forEach(script -> assertTrue(all.contains("db/migration/" + script), script));
    assertTrue(all.contains("dev/purereducer/reducers/StampsReducer.class"));
  }

  /** The bill of materials names every library of the package. */
  @Test
  void packagedService_hasABillOfMaterials() throws IOException {
    var bill = new ObjectMapper()
        .readTree(PACKAGE.resolve("quarkus-run-cyclonedx.json").toFile());
    Set<String> named = new HashSet<>();
    bill.get("components").forEach(component -> named.add(component.path("name").asText()));

    assertEquals("CycloneDX", bill.get("bomFormat").asText());
    assertTrue(
        named.containsAll(Set.of("quarkus-rest", "kafka-clients", "jose4j")), () -> "" + named);
    var unnamed = libraries().stream().filter(jar -> !isNamed(jar, named)).toList();
    assertEquals(List.of(), unnamed);
  }

  private static List<String> libraries() throws IOException {
    try (var files = Files.list(PACKAGE.resolve("lib").resolve("main"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** A library's file is called groupId.artifactId-version.jar. */
  private static boolean isNamed(String jar, Set<String> named) {
    return named.stream().anyMatch(name -> jar.contains("." + name + "-"));
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
