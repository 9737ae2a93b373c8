package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The compose file has existing references, local ports only, and no credential. */
class ComposeTest {
  private static final Path COMPOSE = DeployFiles.DEPLOY.resolve("compose.yaml");

  @Test
  void references_exist_andPortsAreLocal() {
    var compose = DeployFiles.yaml(COMPOSE).getFirst();
    var service = compose.at("services", "pure-reducer");

    var unknown = service.at("environment").members().keySet().stream()
        .filter(it -> !DeployFiles.knownVariables().contains(it))
        .toList();
    assertEquals(List.of(), unknown);
    assertTrue(Path.of(service.at("build", "dockerfile").text()).toFile().isFile());
    assertEquals("true", service.at("read_only").text());
    for (var other : compose.at("services").members().keySet()) {
      for (var port : compose.at("services", other, "ports").items()) {
        assertTrue(
            port.text().startsWith("127.0.0.1:"),
            () -> other + " is open to other machines: " + port.text());
      }
      for (var volume : compose.at("services", other, "volumes").items()) {
        var source = volume.text().split(":")[0];
        assertTrue(
            source.startsWith(".")
                ? DeployFiles.DEPLOY.resolve(source).toFile().exists()
                : compose.at("volumes").members().containsKey(source),
            () -> other + " has no " + source);
      }
    }
  }

  @Test
  void postgres_hasTheRecommendedSettings() {
    var command = DeployFiles.yaml(COMPOSE)
        .getFirst()
        .at("services", "postgres", "command")
        .items();
    var configured =
        command.stream().map(Tree::text).filter(word -> word.contains("=")).toList();
    var recommended = DeployFiles.text(DeployFiles.DEPLOY.resolve("postgres/purereducer.conf"))
        .lines()
        .filter(line -> line.matches("[a-z].*"))
        .map(line -> line.replace(" ", ""))
        .toList();

    assertEquals(recommended, configured);
  }

  @Test
  void passwords_areVariables() {
    var lines = DeployFiles.text(COMPOSE).lines();

    var literal = lines
        .filter(line -> line.contains("PASSWORD:") && !line.matches(".*: \\$\\{[A-Z_]+:\\?.+}"))
        .toList();

    assertEquals(List.of(), literal);
  }
}
