package dev.purereducer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of src/docs/configuration.md has every configuration key of the service, with its default. */
class ConfigurationTableTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `(purereducer\\.[^`]+)` \\| (?:`([^`]*)`)?[^|]*\\|", Pattern.MULTILINE);
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{(purereducer\\.[a-z0-9.-]+):([^}]*)}");
  private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

  @Test
  void configurationTable_hasEveryKeyWithItsDefault() throws IOException {
    assertEquals(rows(keys()), rows(documented()));
  }

  private static Map<String, String> keys() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    for (var mapping : MainClasses.matching(it -> it.isAnnotationPresent(ConfigMapping.class))) {
      var prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
      for (var method : mapping.getDeclaredMethods()) {
        if (Modifier.isAbstract(method.getModifiers())) {
          keys.put(prefix + "." + name(method), defaultOf(method));
        }
      }
    }
    var properties = Files.readString(Path.of("src/main/resources/application.properties"));
    PLACEHOLDER.matcher(properties).results().forEach(key -> keys.put(key.group(1), key.group(2)));
    return keys;
  }

  private static Map<String, String> documented() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    ROW.matcher(Files.readString(Path.of("src/docs/configuration.md")))
        .results()
        .forEach(row -> documented.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
    return documented;
  }

  /** One row per line, so that a failure shows the rows to add or to correct. */
  private static String rows(Map<String, String> keys) {
    return keys.entrySet().stream()
        .map(key -> "| `%s` | `%s` |".formatted(key.getKey(), key.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String name(Method method) {
    var named = method.getAnnotation(WithName.class);
    return named != null
        ? named.value()
        : CAPITAL
            .matcher(method.getName())
            .replaceAll(it -> "-" + it.group().toLowerCase(Locale.ROOT));
  }

  private static String defaultOf(Method method) {
    var value = method.getAnnotation(WithDefault.class);
    return value == null ? "" : value.value();
  }
}
