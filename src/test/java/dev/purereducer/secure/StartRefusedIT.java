package dev.purereducer.secure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.cluster.ServiceProcess;
import dev.purereducer.cluster.SharedServers;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged service refuses to start while its authentication is not configured. */
class StartRefusedIT {
  @Test
  void missingAuthMode_endsTheStartWithOneLine() throws Exception {
    var refused = refused(ServiceProcess.open().unset("purereducer.auth"));

    assertEquals(
        "pure-reducer does not start: nobody has decided who may call: set"
            + " mp.jwt.verify.publickey.location and mp.jwt.verify.issuer, or say"
            + " purereducer.auth=none",
        refused);
  }

  @Test
  void keyWithoutIssuer_endsTheStartWithOneLine() throws Exception {
    var refused = refused(ServiceProcess.open()
        .unset("purereducer.auth")
        .set("mp.jwt.verify.publickey.location", "https://issuer.test/keys"));

    assertEquals(
        "pure-reducer does not start: tokens need mp.jwt.verify.issuer: whose they must be",
        refused);
  }

  @Test
  void devProfile_doesNotReplaceTheAuthMode() throws Exception {
    var refused =
        refused(ServiceProcess.open().unset("purereducer.auth").set("quarkus.profile", "dev"));

    assertTrue(refused.contains("nobody has decided"), refused);
  }

  private static String refused(ServiceProcess.Builder service) throws Exception {
    var ended = service
        .jvm(SharedServers.fastStart())
        .set("quarkus.datasource.reactive.url", "postgresql://127.0.0.1:1/none")
        .set("kafka.bootstrap.servers", "127.0.0.1:1")
        .startInVain();
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
