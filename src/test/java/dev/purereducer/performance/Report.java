package dev.purereducer.performance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Report of all results, rewritten after each workload as JSON, Markdown and HTML. */
final class Report {
  private static final Path DIRECTORY = Path.of("target", "performance");

  private final String machine;
  private final Reference reference;
  private final Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final List<Result> results = new ArrayList<>();

  Report(String machine, Reference reference) {
    this.machine = machine;
    this.reference = reference;
  }

  void add(Result result) throws IOException {
    results.add(result);
    results.sort(Comparator.comparingInt(it -> Workloads.position(it.workload().id())));
    Files.createDirectories(DIRECTORY);
    Files.writeString(DIRECTORY.resolve("report.json"), JsonReport.text(this));
    Files.writeString(DIRECTORY.resolve("report.md"), MarkdownReport.text(this));
    Files.writeString(DIRECTORY.resolve("report.html"), HtmlReport.text(this));
  }

  String machine() {
    return machine;
  }

  Reference reference() {
    return reference;
  }

  Instant date() {
    return date;
  }

  List<Result> results() {
    return results;
  }
}
