package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.action.ActionConfig;
import dev.purereducer.projection.ProjectionConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** References and security settings of the overlays, as {@code kubectl kustomize} renders them. */
class KubernetesTest {
  /** Secret that is created in the cluster, see deploy/README.md. */
  private static final String DATABASE_SECRET = "pure-reducer-database";

  @BeforeAll
  static void assumeKubectlInstalled() {
    Kustomize.assumeInstalled();
    assertTrue(DeployFiles.text(DeployFiles.DEPLOY.resolve("README.md")).contains(DATABASE_SECRET));
  }

  @ParameterizedTest
  @MethodSource(Kustomize.ALL)
  void selectors_matchTheirPods(String overlay) {
    var documents = Kustomize.rendered(overlay);
    for (var document : documents) {
      var name =
          document.at("kind").text() + " " + document.at("metadata", "name").text();
      switch (document.at("kind").text()) {
        case "Deployment" ->
          assertTrue(
              new Workload(document).isSelectedBy(document.at("spec", "selector", "matchLabels")),
              name);
        case "Service" -> {
          if (!Workload.is(document)) {
            var pods = selected(documents, document.at("spec", "selector"));
            assertEquals(1, pods.size(), name);
            assertTrue(
                pods.getFirst()
                    .portNames()
                    .contains(document.at("spec", "ports", 0, "targetPort").text()),
                name);
          }
        }
        case "PodDisruptionBudget" ->
          assertEquals(
              1,
              selected(documents, document.at("spec", "selector", "matchLabels"))
                  .size(),
              name);
        case "NetworkPolicy" ->
          assertEquals(
              workloads(documents).size(),
              selected(documents, document.at("spec", "podSelector", "matchLabels"))
                  .size(),
              name);
        case "ScaledObject" ->
          assertTrue(
              workloads(documents).stream()
                  .map(Workload::name)
                  .toList()
                  .contains("Deployment "
                      + document.at("spec", "scaleTargetRef", "name").text()),
              name);
        default -> {}
      }
    }
  }

  /** KEDA activates above the target, not at it. */
  @ParameterizedTest
  @MethodSource(Kustomize.ALL)
  void oneWaitingAction_startsAnInstance(String overlay) {
    for (var document : Kustomize.rendered(overlay)) {
      if (document.at("kind").text().equals("ScaledObject")) {
        assertEquals(
            "0",
            document
                .at("spec", "advanced", "scalingModifiers", "activationTarget")
                .text());
        assertEquals(
            "earliest",
            document.at("spec", "triggers", 0, "metadata", "offsetResetPolicy").text());
      }
    }
  }

  @ParameterizedTest
  @MethodSource(Kustomize.ALL)
  void pods_runWithRestrictedPrivileges(String overlay) {
    for (var workload : workloads(Kustomize.rendered(overlay))) {
      var name = workload.name();
      var security = workload.container().at("securityContext");
      assertEquals("true", workload.pod().at("securityContext", "runAsNonRoot").text(), name);
      assertFalse(workload.pod().at("securityContext", "runAsUser").text().equals("0"), name);
      assertEquals("true", security.at("readOnlyRootFilesystem").text(), name);
      assertEquals("false", security.at("allowPrivilegeEscalation").text(), name);
      assertEquals("[ALL]", security.at("capabilities", "drop").text(), name);
      assertEquals(
          "/tmp", workload.container().at("volumeMounts", 0, "mountPath").text(), name);
      assertTrue(workload.container().at("resources", "limits", "memory").exists(), name);
      assertTrue(workload.container().at("resources", "requests", "cpu").exists(), name);
      assertEquals("8080", workload.container().at("ports", 0, "containerPort").text(), name);
      assertEquals(
          "/q/health/ready",
          workload.container().at("readinessProbe", "httpGet", "path").text());
      assertEquals(
          "/q/health/live",
          workload.container().at("livenessProbe", "httpGet", "path").text());
    }
  }

  @ParameterizedTest
  @MethodSource(Kustomize.ALL)
  void references_exist(String overlay) {
    var documents = Kustomize.rendered(overlay);
    var known = DeployFiles.knownVariables();
    for (var document : documents) {
      if (document.at("kind").text().equals("ConfigMap")) {
        document
            .at("data")
            .members()
            .keySet()
            .forEach(key -> assertTrue(known.contains(key), "" + key));
      }
    }
    for (var workload : workloads(documents)) {
      for (var source : workload.container().at("envFrom").items()) {
        var map = source.at("configMapRef", "name").text();
        assertTrue(
            source.at("secretRef", "name").text().equals(DATABASE_SECRET)
                || hasConfigMap(documents, map),
            () -> workload.name() + " has no " + source);
      }
      assertEquals(
          "PUREREDUCER_ROLES", workload.container().at("env", 0, "name").text());
    }
  }

  @ParameterizedTest
  @MethodSource(Kustomize.ALL)
  void everyRole_isDeployed(String overlay) {
    Set<Role> running = new HashSet<>();
    for (var workload : workloads(Kustomize.rendered(overlay))) {
      for (var role : workload.container().at("env", 0, "value").text().split(",")) {
        running.add(Role.valueOf(role.toUpperCase(Locale.ROOT)));
      }
    }
    assertEquals(Set.copyOf(Arrays.asList(Role.values())), running);
  }

  /** A stop: not ready, then drain requests, Kafka records, the outbox and the current batch. */
  @ParameterizedTest
  @MethodSource(Kustomize.ALL)
  void gracePeriod_coversTheShutdown(String overlay)
      throws NoSuchMethodException, ClassNotFoundException {
    var publish = Class.forName("dev.purereducer.outbox.PublishConfig");
    var drain = setting("QUARKUS_SHUTDOWN_DELAY")
        .plus(property("quarkus.shutdown.timeout"))
        .plus(defaultOf(ActionConfig.class, "drainTimeout"))
        .plus(defaultOf(publish, "drainTimeout").multipliedBy(2))
        .plus(defaultOf(ProjectionConfig.class, "stopTimeout"));
    for (var workload : workloads(Kustomize.rendered(overlay))) {
      var grace = workload
          .pod()
          .at(workload.isDeployment() ? "terminationGracePeriodSeconds" : "timeoutSeconds");
      assertTrue(
          Long.parseLong(grace.text()) >= drain.toSeconds(), () -> workload.name() + " " + drain);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlays/scaled", "overlays/serverless"})
  void scaling_addsNoInstanceForOneHotKey(String overlay) {
    var scaled = Kustomize.rendered(overlay).stream()
        .filter(document -> document.at("kind").text().equals("ScaledObject"))
        .toList();
    assertFalse(scaled.isEmpty());
    for (var document : scaled) {
      var formula =
          document.at("spec", "advanced", "scalingModifiers", "formula").text();
      assertTrue(formula.startsWith("share > 0.5 ? "), formula);
      var queries = document.at("spec", "triggers").items().stream()
          .filter(trigger -> trigger.at("name").text().equals("share"))
          .map(trigger -> trigger.at("metadata", "query").text())
          .toList();
      assertEquals(List.of("max(purereducer_hot_key_share{rank=\"1\"}) or vector(0)"), queries);
    }
  }

  private static Duration setting(String variable) {
    var map = DeployFiles.yaml(Kustomize.DIRECTORY.resolve("base/common/configmap.yaml"))
        .getFirst();
    return DurationConverter.parseDuration(map.at("data", variable).text());
  }

  private static Duration property(String key) {
    return DeployFiles.text(Path.of("src/main/resources/application.properties"))
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> DurationConverter.parseDuration(line.substring(key.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static Duration defaultOf(Class<?> config, String key) throws NoSuchMethodException {
    var value = config.getDeclaredMethod(key).getAnnotation(WithDefault.class).value();
    return DurationConverter.parseDuration(value);
  }

  private static boolean hasConfigMap(List<Tree> documents, String name) {
    return documents.stream()
        .anyMatch(document -> document.at("kind").text().equals("ConfigMap")
            && document.at("metadata", "name").text().equals(name));
  }

  private static List<Workload> workloads(List<Tree> documents) {
    return documents.stream().filter(Workload::is).map(Workload::new).toList();
  }

  private static List<Workload> selected(List<Tree> documents, Tree selector) {
    return workloads(documents).stream().filter(it -> it.isSelectedBy(selector)).toList();
  }
}
