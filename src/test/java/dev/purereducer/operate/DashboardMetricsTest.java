package dev.purereducer.operate;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.deploy.DeployFiles;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics in dashboards, alert rules and autoscalers are in a scrape of the service. */
@QuarkusTest
class DashboardMetricsTest {
  private static final Pattern METRIC = Pattern.compile(
      "\\b(?:purereducer|kafka_consumer|sql_pool|jvm|process|http_server)_[a-z0-9_]+\\b");
  private static final Pattern KEY_LABEL = Pattern.compile("[{,](?:key|workflow_key)=");

  @Test
  void metricsInDeployFiles_areInAScrape() {
    sendTraffic();

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var missing = new TreeSet<>(metricsInDeployFiles());
      missing.removeAll(metricNames(scrape()));
      assertEquals(Set.of(), missing);
    });
  }

  @Test
  void series_haveNoWorkflowKeyAsLabel() {
    sendTraffic();

    var labelled = scrape().lines().filter(it -> KEY_LABEL.matcher(it).find()).toList();

    assertEquals(List.of(), labelled);
  }

  private static void sendTraffic() {
    var key = "dashboards:" + UUID.randomUUID();
    given()
        .contentType("application/json")
        .body("{\"reducer\": \"counter\", \"payload\": {\"add\": 1}}")
        .post("/v1/workflows/{key}/actions", key)
        .then()
        .statusCode(200);
    given().get("/v1/workflows/{key}?min_version=1", key).then().statusCode(200);
  }

  private static String scrape() {
    return given().get("/q/metrics").then().statusCode(200).extract().asString();
  }

  private static Set<String> metricNames(String scrape) {
    return scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]")[0])
        .collect(Collectors.toSet());
  }

  private static Set<String> metricsInDeployFiles() {
    List<Path> files = new ArrayList<>(
        DeployFiles.list(DeployFiles.DEPLOY.resolve("grafana/dashboards"), ".json"));
    files.addAll(DeployFiles.list(DeployFiles.DEPLOY.resolve("prometheus"), "rules.yaml"));
    files.addAll(DeployFiles.list(
        DeployFiles.DEPLOY.resolve("kubernetes/overlays/scaled"), "scaledobject.yaml"));
    var metrics = files.stream()
        .flatMap(file -> METRIC.matcher(DeployFiles.text(file)).results())
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(metrics.size() > 20, () -> "" + metrics);
    return metrics;
  }
}
