package dev.purereducer.performance;

import dev.purereducer.performance.Report.NumberFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Markdown report, a page of the documentation. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String text(Report report) {
    List<String> parts = new ArrayList<>();
    parts.add("# Performance");
    parts.add("Measured on " + report.machine() + ", " + report.date()
        + ", by `./mvnw verify -Pperformance`.");
    parts.addAll(ReportNotes.PARAGRAPHS);
    parts.add("## Targets");
    parts.add(ReportNotes.summary(report));
    parts.add(targets(report));
    parts.add("## Reference (pgbench)");
    parts.add(ReportNotes.reference(report.reference()));
    parts.add(ratios(report));
    parts.add("## Measurements");
    report.results().forEach(result -> parts.add(workload(result)));
    return String.join("\n\n", parts) + "\n";
  }

  private static String targets(Report report) {
    return table(
        List.of("workload", "measure", "published (mocks)", "target", "result", "met"),
        report.results().stream()
            .flatMap(result -> result.targets().stream()
                .map(target -> List.of(
                    "`" + result.workload().id() + "`",
                    NumberFormats.label(target.metric()),
                    target.published(),
                    target.bound().sign() + " " + NumberFormats.text(target.limit()),
                    NumberFormats.text(target.value()),
                    target.isMet() ? "yes" : "**no**")))
            .toList());
  }

  private static String ratios(Report report) {
    return table(
        List.of("workload", "actions/s", "times the reference"),
        report.results().stream()
            .filter(result -> result.referenceRatio() != null)
            .map(result -> List.of(
                "`" + result.workload().id() + "`",
                NumberFormats.text(result.metricValue("throughput_per_second")),
                String.valueOf(result.referenceRatio())))
            .toList());
  }

  private static String workload(Result result) {
    var figures = table(
        List.of("measure", "value"),
        result.metrics().entrySet().stream()
            .map(metric -> List.of(
                NumberFormats.label(metric.getKey()), NumberFormats.text(metric.getValue())))
            .toList());
    return """
        ### `%s`

        %s. Parameters: %s. Checks %s: %s.

        %s""".formatted(
            result.workload().id(),
            result.workload().description(),
            members(result.parameters()),
            result.passed() ? "passed" : "**failed**",
            members(result.checks()),
            figures);
  }

  private static String members(Map<String, Object> members) {
    return members.entrySet().stream()
        .filter(member -> !member.getKey().equals("passed"))
        .map(member -> NumberFormats.label(member.getKey()) + " " + member.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String table(List<String> head, List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(line(head));
    lines.add(line(head.stream().map(_ -> "---").toList()));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines);
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
