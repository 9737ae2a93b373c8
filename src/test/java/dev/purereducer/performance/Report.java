package dev.purereducer.performance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

  /** JSON report, for programs. */
  static final class JsonReport {
    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    static String text(Report report) throws JsonProcessingException {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("machine", report.machine());
      json.put("date", report.date().toString());
      json.put("workloads", report.results().stream().map(JsonReport::workload).toList());
      return JSON.writeValueAsString(json) + "\n";
    }

    private static Map<String, Object> workload(Result result) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("id", result.workload().id());
      json.put("parameters", result.parameters());
      json.put("metrics", result.metrics());
      json.put("reference_ratio", result.referenceRatio());
      json.put("checks", result.checks());
      json.put("targets", result.targets().stream().map(JsonReport::target).toList());
      return json;
    }

    private static Map<String, Object> target(Target target) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", target.name());
      json.put("limit", target.limit());
      json.put("value", target.value());
      json.put("met", target.isMet());
      return json;
    }
  }

  /** Number and name formats of the reports. */
  static final class NumberFormats {
    private static final double NO_FRACTION_FROM = 1_000;

    private NumberFormats() {}

    static String text(double value) {
      return value >= NO_FRACTION_FROM || value == Math.rint(value)
          ? String.format(Locale.ROOT, "%,.0f", value)
          : String.format(Locale.ROOT, "%.2f", value);
    }

    /** {@code latency_p99_ms} as {@code latency p99 ms}. */
    static String label(String name) {
      return name.replace('_', ' ').replace(" percent", " %");
    }
  }
}
