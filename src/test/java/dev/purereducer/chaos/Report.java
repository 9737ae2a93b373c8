package dev.purereducer.chaos;

import dev.purereducer.chaos.ClientStats.Happening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a run of the suite came to, as {@code target/chaos/report.md}. */
final class Report {
  private static final Path FILE = Path.of("target", "chaos", "report.md");

  private Report() {}

  static void write(long seed, Duration took, List<Result> results) throws IOException {
    var text = new StringBuilder("# Fault suite\n\n");
    long broken = results.stream().filter(result -> !result.isGood()).count();
    text.append("Seed ").append(seed).append(", ").append(took.toSeconds()).append(" s, ");
    text.append(results.size()).append(" scenarios, ").append(broken).append(" broken.\n\n");
    text.append("| scenario | what breaks | REST + Kafka before, /s | fault, s | recovered in, s")
        .append(
            " | answered | replayed | refused | not connected | cut | timed out | events | repeats | findings |\n")
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
    var tally = result.tally();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f + %.0f | %.1f | %.1f | %d | %d | %d | %d | %d | %d | %d | %d | %d |%n",
        result.scenario().name(),
        result.scenario().about(),
        result.before().rest(),
        result.before().kafka(),
        result.faultSeconds(),
        result.recoverySeconds(),
        tally.of(Happening.ANSWERED),
        tally.of(Happening.REPLAYED),
        tally.of(Happening.REFUSED),
        tally.of(Happening.NOT_CONNECTED),
        tally.of(Happening.CUT),
        tally.of(Happening.TIMED_OUT),
        result.evidence().published(),
        result.evidence().repeats(),
        result.findings().size());
  }
}
