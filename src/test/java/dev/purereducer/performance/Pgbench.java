package dev.purereducer.performance;

import dev.purereducer.local.LocalStack;
import dev.purereducer.testkit.PostgresProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The textbook transaction, run by pgbench. */
final class Pgbench implements TextbookTransaction {
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
  private static final Path SCRIPT = Path.of("target", "performance", "reference.sql");

  private final PostgresProcess postgres;

  Pgbench(PostgresProcess postgres) {
    this.postgres = postgres;
  }

  static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "pgbench")));
  }

  @Override
  public String name() {
    return "pgbench";
  }

  @Override
  public double perSecond(int keys, int clients, int seconds) {
    try {
      Files.createDirectories(SCRIPT.getParent());
      Files.writeString(SCRIPT, script(keys));
      var output = run(clients, seconds);
      var tps = TPS.matcher(output);
      if (!tps.find()) {
        throw new IllegalStateException("pgbench: " + output);
      }
      return Double.parseDouble(tps.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script(int keys) {
    return String.join(
        "\n",
        "\\set key random(1, " + keys + ")",
        "BEGIN;",
        DEDUP.formatted(":key") + ";",
        SELECT.formatted(":key"),
        "\\gset",
        UPDATE.formatted(":count", ":bytes", ":key", ":version") + ";",
        OUTBOX.formatted(":key", ":version") + ";",
        "COMMIT;",
        "");
  }

  private String run(int clients, int seconds) throws IOException {
    var builder = new ProcessBuilder(List.of(
        "pgbench",
        "--no-vacuum",
        "--protocol=prepared",
        "--file=" + SCRIPT,
        "--client=" + clients,
        "--jobs=2",
        "--time=" + seconds,
        "--host=127.0.0.1",
        "--port=" + postgres.port(),
        "--username=" + LocalStack.postgresUser(),
        "postgres"));
    builder.environment().put("PGPASSWORD", LocalStack.postgresPassword());
    var process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes());
  }
}
