package dev.purereducer.start;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.cluster.ServiceProcess;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The main job over HTTP, often enough that the JVM knows what matters. Not the Kafka entrance. */
final class Training {
  private static final int ROUNDS = 150;
  private static final int KEYS = 20;
  private static final List<String> ACTIONS = List.of("""
      {"reducer": "counter", "payload": {"add": 1}}
      """, """
      {"reducer": "stamps", "payload": {"namespace": "raw", "bytes": 1024, "type": "nef"}}
      """, """
      {"reducer": "document", "payload": {"status": "open", "lines": [1, 2.5, true, null]}}
      """);

  private final ServiceProcess service;

  Training(ServiceProcess service) {
    this.service = service;
  }

  void run() {
    for (int round = 1; round <= ROUNDS; round++) {
      singles();
      bulk();
      reads(round);
    }
    rareOnes();
  }

  private void singles() {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      sent.add(service.postAsync(workflow(key) + "/actions", ACTIONS.get(key % ACTIONS.size())));
    }
    sent.forEach(answer -> assertEquals(200, answer.join().statusCode()));
  }

  private void bulk() {
    var actions = new ArrayList<String>();
    for (int key = 0; key < KEYS; key++) {
      var action = ACTIONS.get(key % ACTIONS.size()).strip();
      actions.add("{\"workflow_key\": \"train:" + key + "\", " + action.substring(1));
    }
    assertEquals(
        200, service.post("/v1/actions", "[" + String.join(",", actions) + "]").statusCode());
  }

  private void reads(int round) {
    var shown = service.get(workflow(round % KEYS) + "?min_version=" + 2 * round);
    assertEquals(200, shown.statusCode(), shown.body());
    assertEquals(200, service.get(workflow(round % KEYS) + "/history?limit=5").statusCode());
  }

  private void rareOnes() {
    assertEquals(200, service.get("/v1/workflows?namespace=train").statusCode());
    assertEquals(200, service.post(workflow(1) + "/verify", "").statusCode());
    assertEquals(400, service.post(workflow(1) + "/actions", "{").statusCode());
    assertEquals(200, service.get("/q/health").statusCode());
    assertEquals(200, service.get("/q/metrics").statusCode());
  }

  private static String workflow(int key) {
    return "/v1/workflows/train:" + key;
  }
}
