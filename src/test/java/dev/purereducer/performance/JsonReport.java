package dev.purereducer.performance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON report, for programs. */
final class JsonReport {
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
