package dev.purereducer.performance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** All results so far, written anew after each: for machines, and twice for people. */
final class Report {
  private static final Path DIRECTORY = Path.of("target", "performance");

  private final String machine;
  private final Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final List<Result> results = new ArrayList<>();

  Report(String machine) {
    this.machine = machine;
  }

  void add(Result result) throws IOException {
    results.add(result);
    Files.createDirectories(DIRECTORY);
    Files.writeString(DIRECTORY.resolve("report.json"), JsonReport.text(this));
  }

  String machine() {
    return machine;
  }

  Instant date() {
    return date;
  }

  List<Result> results() {
    return results;
  }
}
