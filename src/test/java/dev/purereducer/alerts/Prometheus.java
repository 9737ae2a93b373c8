package dev.purereducer.alerts;

import dev.purereducer.cluster.PrometheusProcess;
import io.restassured.path.json.JsonPath;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What a Prometheus answers, which is never an error. */
record Prometheus(PrometheusProcess process) {
  /** The names of alerts that fire now. */
  Set<String> firing() {
    return Set.copyOf(ask("/api/v1/alerts")
        .<String>getList("data.alerts.findAll { it.state == 'firing' }.labels.alertname"));
  }

  /** The names of all alerts there are. */
  Set<String> alerts() {
    return Set.copyOf(
        ask("/api/v1/rules?type=alert").<String>getList("data.groups.rules.flatten().name"));
  }

  /** The series that a query answers with. */
  List<Object> query(String expression) {
    return ask("/api/v1/query?query=" + encoded(expression)).getList("data.result");
  }

  /** The values of a label, over the series of a metric. */
  List<String> labelValues(String metric, String label) {
    return ask("/api/v1/label/" + label + "/values?match[]=" + encoded(metric)).getList("data");
  }

  private JsonPath ask(String path) {
    var body = process.get(path.replace("[", "%5B").replace("]", "%5D")).body();
    var answer = new JsonPath(body);
    if (!"success".equals(answer.getString("status"))) {
      throw new AssertionError(path + " " + body);
    }
    return answer;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
