package dev.purereducer.performance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All results so far, written anew after each: for machines, and twice for people. */
final class Report {
  private static final Path DIRECTORY = Path.of("target", "performance");

  private final String machine;
  private final Reference yardstick;
  private final Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final List<Result> results = new ArrayList<>();

  Report(String machine, Reference yardstick) {
    this.machine = machine;
    this.yardstick = yardstick;
  }

  void add(Result result) throws IOException {
    results.add(result);
    results.sort(Comparator.comparingInt(it -> Workloads.place(it.workload().id())));
    Files.createDirectories(DIRECTORY);
    Files.writeString(DIRECTORY.resolve("report.json"), JsonReport.text(this));
    Files.writeString(DIRECTORY.resolve("report.md"), MarkdownReport.text(this));
    Files.writeString(DIRECTORY.resolve("report.html"), HtmlReport.text(this));
  }

  String machine() {
    return machine;
  }

  Reference yardstick() {
    return yardstick;
  }

  Instant date() {
    return date;
  }

  List<Result> results() {
    return results;
  }
}
