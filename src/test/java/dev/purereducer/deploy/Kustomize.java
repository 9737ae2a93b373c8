package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Renderer of the Kubernetes manifests with {@code kubectl kustomize}. */
final class Kustomize {
  static final Path DIRECTORY = DeployFiles.DEPLOY.resolve("kubernetes");

  /** Name of the method that lists all directories to render, as a parameter source. */
  static final String ALL = "dev.purereducer.deploy.Kustomize#all";

  private Kustomize() {}

  static Stream<String> all() {
    return Stream.concat(
        Stream.of("base"),
        Stream.of(DIRECTORY.resolve("overlays").toFile().list()).sorted().map("overlays/"::concat));
  }

  /** Skips the test if kubectl is not installed. */
  static void assumeInstalled() {
    boolean there;
    try {
      there = run(new ProcessBuilder("kubectl", "version", "--client")) == 0;
    } catch (UncheckedIOException _) {
      there = false;
    }
    assumeTrue(there, "kubectl is not installed");
  }

  static List<Tree> rendered(String name) {
    var out = Path.of("target", "kustomize-" + name.replace('/', '-') + ".yaml");
    var kubectl = new ProcessBuilder(
            "kubectl", "kustomize", DIRECTORY.resolve(name).toString())
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    assertEquals(0, run(kubectl), name);
    return DeployFiles.yaml(out);
  }

  private static int run(ProcessBuilder command) {
    try {
      return command.start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
