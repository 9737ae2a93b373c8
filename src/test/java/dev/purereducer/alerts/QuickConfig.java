package dev.purereducer.alerts;

import dev.purereducer.cluster.ServiceProcess;
import dev.purereducer.deploy.DeployFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration and rules of {@code deploy/prometheus} in which a minute takes three seconds:
 * that of {@code for}, of windows and of offsets. Thresholds stay as they are.
 */
final class QuickConfig {
  private static final Path PROMETHEUS = DeployFiles.DEPLOY.resolve("prometheus");
  private static final int SECONDS_A_MINUTE = 3;
  private static final Pattern MINUTES = Pattern.compile("(?<=for: |\\[|offset )(\\d+)m\\b");
  private static final String INTERVAL = "_interval: 5s";
  private static final String TARGET = "\"pure-reducer:8080\"";

  /** What Grafana would put in: windows of as many scrapes. */
  static final String RATE_INTERVAL = "15s";

  private QuickConfig() {}

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
        "rules.yaml", quick(DeployFiles.text(PROMETHEUS.resolve("rules.yaml"))));
  }

  private static String quick(String rules) {
    return MINUTES
        .matcher(rules)
        .replaceAll(minutes -> Integer.parseInt(minutes.group(1)) * SECONDS_A_MINUTE + "s");
  }
}
