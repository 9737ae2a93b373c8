package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Run of {@code deploy/check}: overlays render, rule tests pass, scripts have no findings. */
class DeployCheckTest {
  @Test
  void check_passes() throws IOException, InterruptedException {
    var check = new ProcessBuilder("deploy/check").redirectErrorStream(true).start();
    var output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, check.waitFor(), output);
  }
}
