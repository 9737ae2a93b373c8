package dev.purereducer.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class CodecsCheckTest {
  @Test
  void check_isUp_whereLibrariesCanBeLoaded() {
    var check = new CodecsCheck();

    check.tryCodecs();

    assertEquals(HealthCheckResponse.Status.UP, check.call().getStatus());
  }

  @Test
  void check_namesTheCodecsWhoseLibraryCannotBeLoaded() throws Exception {
    var process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=/proc/none",
            "-cp",
            System.getProperty("java.class.path"),
            Probe.class.getName())
        .redirectErrorStream(true)
        .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertTrue(output.contains("codecs DOWN [snappy, zstd]"), output);
  }

  /** The check in a process without a usable temporary directory. */
  static final class Probe {
    public static void main(String[] arguments) {
      var check = new CodecsCheck();
      check.tryCodecs();
      var response = check.call();
      System.out.println("codecs " + response.getStatus() + " "
          + new TreeSet<>(response.getData().orElseThrow().keySet()));
    }
  }
}
