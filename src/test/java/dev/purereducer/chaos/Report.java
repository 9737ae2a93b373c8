package dev.purereducer.chaos;

import dev.purereducer.chaos.ClientStats.RequestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Report of a run of the suite, {@code target/chaos/report.md}. */
final class Report {
  private static final Path FILE = Path.of("target", "chaos", "report.md");

  private Report() {}

  static void write(long seed, Duration elapsed, List<Result> results) throws IOException {
    var text = new StringBuilder("# Fault suite\n\n");
    long broken = results.stream().filter(result -> !result.isGood()).count();
    text.append("Seed ").append(seed).append(", ").append(elapsed.toSeconds()).append(" s, ");
    text.append(results.size()).append(" scenarios, ").append(broken).append(" with findings.\n\n");
    text.append("| scenario | fault | REST + Kafka before, /s | fault, s | recovered in, s")
        .append(
            " | completed | replayed | refused | not connected | connection lost | timed out | events |"
                + " redelivered | findings |\n")
        .append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    results.forEach(result -> text.append(row(result)));
    results.stream()
        .filter(result -> !result.isGood())
        .forEach(result -> text.append("\n## ")
            .append(result.scenario().name())
            .append("\n\n- ")
            .append(String.join("\n- ", result.firstFindings()))
            .append('\n'));
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, text);
    System.out.println("chaos report: " + FILE);
  }

  private static String row(Result result) {
    var stats = result.stats();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f + %.0f | %.1f | %.1f | %d | %d | %d | %d | %d | %d | %d | %d | %d |%n",
        result.scenario().name(),
        result.scenario().description(),
        result.before().http(),
        result.before().kafka(),
        result.faultSeconds(),
        result.recoverySeconds(),
        stats.count(RequestResult.COMPLETED),
        stats.count(RequestResult.REPLAYED),
        stats.count(RequestResult.REFUSED),
        stats.count(RequestResult.NOT_CONNECTED),
        stats.count(RequestResult.CONNECTION_LOST),
        stats.count(RequestResult.TIMED_OUT),
        result.evidence().published(),
        result.evidence().repeats(),
        result.findings().size());
  }
}
