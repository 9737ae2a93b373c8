package dev.purereducer.cluster;

import java.nio.file.Path;

/** The Java that runs this. */
final class JavaCommand {
  static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private JavaCommand() {}
}
