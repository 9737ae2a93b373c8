package dev.purereducer.performance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The PostgreSQL settings that the documentation recommends. */
final class PostgresSettings {
  private static final String FILE =
      System.getProperty("performance.postgres", "deploy/postgres/purereducer.conf");

  private PostgresSettings() {}

  static Map<String, String> recommended() {
    var read = new Properties();
    try (var text = Files.newBufferedReader(Path.of(FILE))) {
      read.load(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new TreeMap<>();
    read.forEach((name, value) -> settings.put(name.toString(), value.toString()));
    return settings;
  }
}
