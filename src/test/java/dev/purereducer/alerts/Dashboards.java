package dev.purereducer.alerts;

import dev.purereducer.deploy.DeployFiles;
import io.restassured.path.json.JsonPath;
import java.util.List;

/** The queries of {@code deploy/grafana}, with Grafana's variables replaced. */
final class Dashboards {
  private Dashboards() {}

  static List<String> queries() {
    return DeployFiles.list(DeployFiles.DEPLOY.resolve("grafana/dashboards"), ".json").stream()
        .flatMap(file -> new JsonPath(DeployFiles.text(file))
            .<String>getList("panels.targets.flatten().expr").stream())
        .map(query -> query
            .replace("$job", Stack.JOB)
            .replace("$__rate_interval", FastPrometheusConfig.RATE_INTERVAL))
        .distinct()
        .toList();
  }
}
