package dev.purereducer.secure;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** Test resource that adds an HTTPS port, with a certificate made for the run. */
public class TlsResource implements QuarkusTestResourceLifecycleManager {
  private static final String PASSWORD = "test-password";

  @Override
  public Map<String, String> start() {
    try {
      var certificate = Certificate.make(Files.createTempDirectory("tls"), "localhost", PASSWORD);
      return Map.of(
          "quarkus.http.test-ssl-port",
          "0",
          "quarkus.http.ssl.certificate.key-store-file",
          certificate.store().toString(),
          "quarkus.http.ssl.certificate.key-store-password",
          PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
