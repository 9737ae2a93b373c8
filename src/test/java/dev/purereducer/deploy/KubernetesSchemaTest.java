package dev.purereducer.deploy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Validation of the overlays against the Kubernetes schema: no unknown field, and no missing
 * required one. Of Knative's documents only the pods are validated, of KEDA's nothing.
 */
class KubernetesSchemaTest {
  /** Validator of a kind; throws when the document is invalid. */
  @FunctionalInterface
  private interface Schema {
    void validate(JsonElement json) throws Exception;
  }

  private static final Map<String, Schema> SCHEMAS = Map.of(
      "v1 ConfigMap", V1ConfigMap::validateJsonElement,
      "v1 Service", V1Service::validateJsonElement,
      "apps/v1 Deployment", V1Deployment::validateJsonElement,
      "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
      "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement);

  private static final String KNATIVE = "serving.knative.dev/v1 Service";
  private static final String KEDA = "keda.sh/v1alpha1 ScaledObject";

  /** Fields that Knative adds to the pod specification. */
  private static final Set<String> KNATIVE_FIELDS =
      Set.of("containerConcurrency", "timeoutSeconds");

  private static final Gson GSON = new Gson();

  @BeforeAll
  static void assumeKubectlInstalled() {
    Kustomize.assumeInstalled();
  }

  @ParameterizedTest
  @MethodSource(Kustomize.ALL)
  void documents_areValid(String overlay) {
    var documents = Kustomize.rendered(overlay);

    assertTrue(documents.stream().anyMatch(it -> SCHEMAS.containsKey(kind(it))));
    documents.forEach(document -> assertDoesNotThrow(() -> validate(document), kind(document)));
  }

  @Test
  void invalidDocuments_areRejected() {
    var misspelt = document("policy/v1", "PodDisruptionBudget", Map.of("minAvailible", 1));
    var incomplete = document("apps/v1", "Deployment", Map.of("replicas", 1));
    var unknownVersion = document("apps/v2", "Deployment", Map.of());

    for (var document : List.of(misspelt, incomplete, unknownVersion)) {
      assertThrows(IllegalArgumentException.class, () -> validate(document));
    }
  }

  private static Tree document(String version, String kind, Map<String, Object> spec) {
    return new Tree(Map.of("apiVersion", version, "kind", kind, "spec", spec));
  }

  private static void validate(Tree document) throws Exception {
    switch (kind(document)) {
      case KEDA -> {}
      case KNATIVE -> {
        var pod = new HashMap<>(new Workload(document).pod().members());
        pod.keySet().removeAll(KNATIVE_FIELDS);
        V1PodSpec.validateJsonElement(GSON.toJsonTree(pod));
      }
      case String kind
      when SCHEMAS.get(kind) instanceof Schema schema ->
        schema.validate(GSON.toJsonTree(document.value()));
      case String kind -> throw new IllegalArgumentException("no schema for " + kind);
    }
  }

  private static String kind(Tree document) {
    return document.at("apiVersion").text() + " " + document.at("kind").text();
  }
}
