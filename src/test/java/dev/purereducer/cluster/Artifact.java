package dev.purereducer.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the build made of the service, and how it is run.
 *
 * @param before what stands before options and settings on the command line
 * @param after what stands after them
 */
record Artifact(List<String> before, List<String> after) {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** The JVM package, or with {@code -Dperformance.artifact=native} the executable. */
  static Artifact chosen() {
    return switch (System.getProperty("performance.artifact", "jvm")) {
      case "jvm" -> jvm();
      case "native" -> executable();
      case String other ->
        throw new IllegalArgumentException("performance.artifact is jvm or native, not " + other);
    };
  }

  private static Artifact jvm() {
    var jar = TARGET.resolve("quarkus-app").resolve("quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: build the package first");
    }
    return new Artifact(List.of(JavaCommand.JAVA), List.of("-jar", jar.toString()));
  }

  private static Artifact executable() {
    try (var files = Files.list(TARGET)) {
      var runner = files
          .filter(file -> file.toString().endsWith("-runner") && Files.isExecutable(file))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no native executable in " + TARGET));
      return new Artifact(List.of(runner.toString()), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
