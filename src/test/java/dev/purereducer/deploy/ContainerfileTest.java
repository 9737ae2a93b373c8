package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports, users and variables of the container files match the service. */
class ContainerfileTest {
  private static final Pattern ENV = Pattern.compile("^ENV ([A-Z_]+)=", Pattern.MULTILINE);
  private static final Pattern USER = Pattern.compile("^USER (\\d+):(\\d+)$", Pattern.MULTILINE);
  private static final Pattern EXPOSE = Pattern.compile("^EXPOSE (\\d+)$", Pattern.MULTILINE);
  private static final Pattern PROBE = Pattern.compile("tcp/127\\.0\\.0\\.1/(\\d+).*GET (\\S+) ");

  @ParameterizedTest
  @ValueSource(strings = {"Containerfile.jvm", "Containerfile.native"})
  void containerfile_matchesTheService(String name) {
    var file = DeployFiles.text(DeployFiles.DEPLOY.resolve("container").resolve(name));

    var unknown = all(ENV, file).stream()
        .map(it -> it.group(1))
        .filter(it -> !DeployFiles.knownVariables().contains(it))
        .toList();
    assertEquals(List.of(), unknown);
    var user = only(USER, file);
    assertFalse(user.group(1).equals("0") || user.group(2).equals("0"), "root");
    assertEquals("8080", only(EXPOSE, file).group(1), "the default of quarkus.http.port");
    var probe = only(PROBE, file);
    assertEquals(only(EXPOSE, file).group(1), probe.group(1));
    assertEquals("/q/health/live", probe.group(2));
    assertTrue(file.contains("HEALTHCHECK"));
    assertTrue(file.contains("org.opencontainers.image.title"));
    assertTrue(file.contains("cyclonedx.json sbom.json"), "no bill of materials");
    assertFalse(file.contains("--chown"), "files are owned by the user that runs the service");
  }

  private static MatchResult only(Pattern pattern, String text) {
    var found = all(pattern, text);
    assertEquals(1, found.size(), pattern::pattern);
    return found.getFirst();
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
