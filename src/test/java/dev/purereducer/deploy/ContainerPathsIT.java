package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The paths that the container files copy: all are in the build. */
class ContainerPathsIT {
  private static final Pattern COPY =
      Pattern.compile("^COPY (?:--\\S+ )*(\\S+) \\S+$", Pattern.MULTILINE);

  @Test
  void jvmImage_copiesExistingPaths() {
    assumeTrue(Files.isDirectory(Path.of("target", "quarkus-app")), "no JVM package was built");
    assertEquals(List.of(), missing("Containerfile.jvm"));
  }

  @Test
  void nativeImage_copiesExistingPaths() {
    assumeTrue(exists("target/pure-reducer-*-runner"), "no native executable was built");
    assertEquals(List.of(), missing("Containerfile.native"));
  }

  private static List<String> missing(String containerfile) {
    var file = DeployFiles.text(DeployFiles.DEPLOY.resolve("container").resolve(containerfile));
    // only the profile start makes this file
    var always = file.replace("COPY target/quarkus-app/app.aot ./", "");
    return COPY.matcher(always)
        .results()
        .map(copy -> copy.group(1))
        .filter(source -> !exists(source))
        .toList();
  }

  private static boolean exists(String source) {
    if (!source.contains("*")) {
      return Files.exists(Path.of(source));
    }
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + source);
    try (var files = Files.list(Path.of(source).getParent())) {
      return files.filter(matcher::matches).count() == 1;
    } catch (IOException e) {
      return false;
    }
  }
}
