package dev.purereducer.local;

import dev.purereducer.local.LocalStack.LocalServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** PostgreSQL in a separate process, from binaries in a Maven dependency. */
final class LocalPostgres {
  static final String NAME = "postgres";
  static final String USER = "postgres";
  static final String PASSWORD = "postgres";
  static final int DEFAULT_PORT = 5432;

  /** The first start unpacks the binaries, which takes a while on a slow disk. */
  private static final Duration MAX_START = Duration.ofSeconds(60);

  private LocalPostgres() {}

  static LocalServer start(Path emptyDirectory, int port) throws IOException {
    var postgres = EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(emptyDirectory)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setPGStartupWait(MAX_START)
        .setRegisterShutdownHook(false)
        .start();
    return new LocalServer(
        "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
        "user and password postgres; fsync is off, so data is not durable",
        postgres);
  }
}
