package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Kubernetes manifests as {@code kubectl kustomize} renders them. */
final class Kustomize {
  static final Path DIRECTORY = DeployFiles.DEPLOY.resolve("kubernetes");

  /** The method that names all there is to render, as a source of parameters. */
  static final String ALL = "dev.purereducer.deploy.Kustomize#all";

  private Kustomize() {}

  static Stream<String> all() {
    return Stream.concat(
        Stream.of("base"),
        Stream.of(DIRECTORY.resolve("overlays").toFile().list()).sorted().map("overlays/"::concat));
  }

  /** Skips the test where there is no kubectl. */
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
