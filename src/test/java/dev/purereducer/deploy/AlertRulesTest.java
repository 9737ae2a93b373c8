package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every alert has a runbook entry, and rule tests in which it fires and does not fire. */
class AlertRulesTest {
  private static final Path PROMETHEUS = DeployFiles.DEPLOY.resolve("prometheus");
  private static final String RUNBOOK = "src/docs/runbook.md";
  private static final List<String> PARTS = List.of("Symptom", "Cause", "Look at", "Do");

  @Test
  void everyAlert_hasARunbookEntry() {
    var runbook = DeployFiles.text(Path.of(RUNBOOK));
    for (var alert : alerts()) {
      var name = alert.at("alert").text();
      var link = alert.at("annotations", "runbook").text().split("#");
      assertEquals(RUNBOOK, link[0], name);
      var entry = entry(runbook, link[1]);
      assertTrue(entry.contains("`" + name + "`"), () -> link[1] + " does not name " + name);
      for (var part : PARTS) {
        assertTrue(entry.contains("**" + part + ".**"), () -> link[1] + " has no " + part);
      }
      assertTrue(
          Set.of("warning", "critical").contains(alert.at("labels", "severity").text()));
    }
  }

  @Test
  void everyAlert_isTestedFiringAndNotFiring() {
    Set<String> firing = new HashSet<>();
    Set<String> notFiring = new HashSet<>();
    for (var test : tests()) {
      for (var check : test.at("alert_rule_test").items()) {
        (check.at("exp_alerts").items().isEmpty() ? notFiring : firing)
            .add(check.at("alertname").text());
      }
    }
    for (var alert : alerts()) {
      var name = alert.at("alert").text();
      assertTrue(firing.contains(name), () -> name + " has no test in which it fires");
      assertTrue(notFiring.contains(name), () -> name + " has no test in which it does not fire");
    }
    assertFalse(alerts().isEmpty());
  }

  private static List<Tree> alerts() {
    return DeployFiles.yaml(PROMETHEUS.resolve("rules.yaml"))
        .getFirst()
        .at("groups")
        .items()
        .stream()
        .flatMap(group -> group.at("rules").items().stream())
        .filter(rule -> rule.at("alert").exists())
        .toList();
  }

  private static List<Tree> tests() {
    return DeployFiles.yaml(PROMETHEUS.resolve("rules-test.yaml"))
        .getFirst()
        .at("tests")
        .items();
  }

  /** The text below the heading that has this anchor. */
  private static String entry(String runbook, String anchor) {
    return List.of(runbook.split("\n### ")).stream()
        .filter(it -> anchor(it.lines().findFirst().orElse("")).equals(anchor))
        .findFirst()
        .orElse("");
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
