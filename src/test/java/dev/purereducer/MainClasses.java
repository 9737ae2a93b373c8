package dev.purereducer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** The service's own compiled classes, without tests and libraries. */
public final class MainClasses {
  public static final Path DIRECTORY = Path.of("target", "classes");

  private static final String SUFFIX = ".class";

  private MainClasses() {}

  /** Those that match, in order of name, loaded and not initialized. */
  static List<Class<?>> matching(Predicate<Class<?>> which) throws IOException {
    try (var files = Files.walk(DIRECTORY)) {
      return files
          .map(file -> DIRECTORY.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.endsWith(SUFFIX) && !name.endsWith("package-info.class"))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
          .sorted()
          .<Class<?>>map(MainClasses::load)
          .filter(which)
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, MainClasses.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
