package dev.purereducer.secure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.cluster.SharedServers;
import dev.purereducer.testkit.ServiceProcess;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged service refuses to start while its authentication is not configured. */
class StartRefusedIT {
  private static CompletableFuture<ServiceProcess.Ended> withoutMode;
  private static CompletableFuture<ServiceProcess.Ended> keyOnly;
  private static CompletableFuture<ServiceProcess.Ended> devProfile;

  /** All at once, which takes less time than one after another. */
  @BeforeAll
  static void start() {
    withoutMode = start("without-mode", Map.of());
    keyOnly =
        start("key-only", Map.of("mp.jwt.verify.publickey.location", "https://issuer.test/keys"));
    devProfile = start("dev-profile", Map.of("quarkus.profile", "dev"));
  }

  private static CompletableFuture<ServiceProcess.Ended> start(
      String name, Map<String, String> settings) {
    var service = ServiceProcess.open()
        .named(name)
        .jvm(SharedServers.fastStart())
        .unset("purereducer.auth")
        .set("quarkus.datasource.reactive.url", "postgresql://127.0.0.1:1/none")
        .set("kafka.bootstrap.servers", "127.0.0.1:1")
        .set(settings);
    return CompletableFuture.supplyAsync(
        service::startExpectingFailure, task -> Thread.ofPlatform().daemon().start(task));
  }

  @Test
  void missingAuthMode_endsTheStartWithOneLine() throws Exception {
    assertEquals(
        "pure-reducer does not start: authentication is not configured: set"
            + " mp.jwt.verify.publickey.location and mp.jwt.verify.issuer, or"
            + " purereducer.auth=none",
        onlyLine(withoutMode.get()));
  }

  @Test
  void keyWithoutIssuer_endsTheStartWithOneLine() throws Exception {
    assertEquals(
        "pure-reducer does not start: token verification needs mp.jwt.verify.issuer",
        onlyLine(keyOnly.get()));
  }

  @Test
  void devProfile_doesNotReplaceTheAuthMode() throws Exception {
    var line = onlyLine(devProfile.get());

    assertTrue(line.contains("authentication is not configured"), line);
  }

  /** The line with the reason; the log has no stack trace and no error besides it. */
  private static String onlyLine(ServiceProcess.Ended ended) throws Exception {
    var log = Files.readAllLines(ended.log());
    var lines = log.stream().filter(line -> line.contains("does not start")).toList();
    assertEquals(1, ended.exitCode());
    assertEquals(1, lines.size(), () -> String.valueOf(lines));
    assertEquals(
        List.of(),
        log.stream()
            .filter(line -> line.startsWith("\tat ") || line.contains(" ERROR "))
            .toList());
    return lines.getFirst();
  }
}
