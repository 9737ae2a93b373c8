package dev.purereducer.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** Reader of the files under {@code deploy/}, and of the variables that the service knows. */
public final class DeployFiles {
  public static final Path DEPLOY = Path.of("deploy");

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(?:\\.[a-z0-9-]+)+");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+");
  private static final List<Path> DOCUMENTED = List.of(
      Path.of("src/docs/configuration.md"),
      Path.of("src/main/resources/application.properties"),
      Path.of("src/docs/security.md"));

  private DeployFiles() {}

  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Path> list(Path directory, String suffix) {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The YAML documents of a file. */
  static List<Tree> yaml(Path file) {
    List<Tree> documents = new ArrayList<>();
    new Yaml().loadAll(text(file)).forEach(document -> documents.add(new Tree(document)));
    return documents;
  }

  /** Environment variables of all documented configuration keys. */
  static Set<String> knownVariables() {
    Set<String> known = new TreeSet<>(Set.of("JAVA_TOOL_OPTIONS"));
    for (var file : DOCUMENTED) {
      var text = text(file);
      KEY.matcher(text).results().forEach(key -> known.add(variable(key.group())));
      VARIABLE.matcher(text).results().forEach(variable -> known.add(variable.group()));
    }
    return known;
  }

  private static String variable(String key) {
    return key.replaceAll("[^a-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
