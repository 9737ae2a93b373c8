package dev.purereducer.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * The package that the build has made, and the command line that runs it.
 *
 * @param kind jvm or native
 * @param before the command line before options and settings
 * @param after the command line after them
 */
record Artifact(String kind, List<String> before, List<String> after) {
  private static final String JVM = "jvm";
  private static final String NATIVE = "native";
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** The kind that {@code -Dperformance.artifact} names, or else that was built last. */
  static Artifact chosen() {
    return switch (System.getProperty("performance.artifact", built())) {
      case JVM -> jvm();
      case NATIVE -> executable();
      case String other ->
        throw new IllegalArgumentException("performance.artifact is jvm or native, not " + other);
    };
  }

  private static String built() {
    var note = TARGET.resolve("quarkus-artifact.properties");
    if (!Files.exists(note)) {
      return JVM;
    }
    try (var in = Files.newInputStream(note)) {
      var built = new Properties();
      built.load(in);
      return NATIVE.equals(built.getProperty("type")) ? NATIVE : JVM;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Artifact jvm() {
    var jar = TARGET.resolve("quarkus-app").resolve("quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: build the package first");
    }
    return new Artifact(JVM, List.of(ChildProcess.JAVA), List.of("-jar", jar.toString()));
  }

  /** Like {@link #after}, with classes that replace those of the same name in the package. */
  List<String> afterReplacing(Path classes) {
    if (!kind.equals(JVM)) {
      throw new IllegalStateException("classes of a native executable cannot be replaced");
    }
    var jar = after.getLast();
    try (var opened = new JarFile(jar)) {
      var manifest = opened.getManifest().getMainAttributes();
      List<String> command = new ArrayList<>();
      // -jar would do the same
      for (var module : manifest.getValue("Add-Opens").split(" ")) {
        command.addAll(List.of("--add-opens", module + "=ALL-UNNAMED"));
      }
      command.add("--enable-native-access=" + manifest.getValue("Enable-Native-Access"));
      command.addAll(List.of("-cp", classes + File.pathSeparator + jar));
      command.add(manifest.getValue(Attributes.Name.MAIN_CLASS));
      return command;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Artifact executable() {
    try (var files = Files.list(TARGET)) {
      var runner = files
          .filter(file -> file.toString().endsWith("-runner") && Files.isExecutable(file))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no native executable in " + TARGET));
      return new Artifact(NATIVE, List.of(runner.toString()), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
