package dev.purereducer.secure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.ServiceProcess;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged service does not start until somebody has decided who may call. */
class StartRefusedIT {
  @Test
  void noDecision_isOneLineAndAnExitCode() throws Exception {
    var refused = refused(ServiceProcess.open().unset("purereducer.auth"));

    assertEquals(
        "pure-reducer does not start: authentication is not configured: set"
            + " mp.jwt.verify.publickey.location and mp.jwt.verify.issuer, or"
            + " purereducer.auth=none",
        refused);
  }

  @Test
  void halfADecision_isOneLineAndAnExitCode() throws Exception {
    var refused = refused(ServiceProcess.open()
        .unset("purereducer.auth")
        .set("mp.jwt.verify.publickey.location", "https://issuer.test/keys"));

    assertEquals(
        "pure-reducer does not start: token verification needs mp.jwt.verify.issuer", refused);
  }

  /** The profile of whoever develops is no decision either. */
  @Test
  void profileDev_isNoDecision() throws Exception {
    var refused =
        refused(ServiceProcess.open().unset("purereducer.auth").set("quarkus.profile", "dev"));

    assertTrue(refused.contains("authentication is not configured"), refused);
  }

  private static String refused(ServiceProcess.Builder service) throws Exception {
    var ended = service
        .set("quarkus.datasource.reactive.url", "postgresql://127.0.0.1:1/none")
        .set("kafka.bootstrap.servers", "127.0.0.1:1")
        .startExpectingFailure();
    var lines = Files.readAllLines(ended.log()).stream()
        .filter(line -> line.contains("does not start"))
        .toList();
    assertEquals(1, ended.exitCode());
    assertEquals(1, lines.size(), () -> String.valueOf(lines));
    assertEquals(
        List.of(),
        Files.readAllLines(ended.log()).stream()
            .filter(line -> line.startsWith("\tat ") || line.contains(" ERROR "))
            .toList());
    return lines.getFirst();
  }
}
