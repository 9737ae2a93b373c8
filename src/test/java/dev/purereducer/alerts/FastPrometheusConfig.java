package dev.purereducer.alerts;

import dev.purereducer.deploy.DeployFiles;
import dev.purereducer.testkit.ServiceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration and rules of {@code deploy/prometheus} with a minute shortened to three seconds
 * in {@code for}, windows and offsets. Thresholds are unchanged.
 */
final class FastPrometheusConfig {
  private static final Path PROMETHEUS = DeployFiles.DEPLOY.resolve("prometheus");
  private static final int SECONDS_PER_MINUTE = 3;
  private static final Pattern MINUTES = Pattern.compile("(?<=for: |\\[|offset )(\\d+)m\\b");
  private static final String INTERVAL = "_interval: 5s";
  private static final String TARGET = "\"pure-reducer:8080\"";

  /** Grafana's value for {@code $__rate_interval}, for the shortened scrape interval. */
  static final String RATE_INTERVAL = "15s";

  private FastPrometheusConfig() {}

  static Map<String, String> files(List<ServiceProcess> services) {
    var config = DeployFiles.text(PROMETHEUS.resolve("prometheus.yml"));
    if (!config.contains(INTERVAL) || !config.contains(TARGET)) {
      throw new IllegalStateException("prometheus.yml has changed");
    }
    var targets = services.stream()
        .map(service -> "\"127.0.0.1:" + service.port() + "\"")
        .collect(Collectors.joining(", "));
    return Map.of(
        "prometheus.yml", config.replace(INTERVAL, "_interval: 1s").replace(TARGET, targets),
        "rules.yaml", shortened(DeployFiles.text(PROMETHEUS.resolve("rules.yaml"))));
  }

  private static String shortened(String rules) {
    return MINUTES
        .matcher(rules)
        .replaceAll(minutes -> Integer.parseInt(minutes.group(1)) * SECONDS_PER_MINUTE + "s");
  }
}
