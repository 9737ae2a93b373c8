package dev.purereducer.start;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.testkit.ServiceProcess;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Training load for the AOT cache: all frequent HTTP requests, repeated until the JVM compiles them. */
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
      postSingleActions();
      postBulk();
      read(round);
    }
    sendRareRequests();
  }

  private void postSingleActions() {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      sent.add(service.postAsync(workflow(key) + "/actions", ACTIONS.get(key % ACTIONS.size())));
    }
    sent.forEach(response -> assertEquals(200, response.join().statusCode()));
  }

  private void postBulk() {
    var actions = new ArrayList<String>();
    for (int key = 0; key < KEYS; key++) {
      var action = ACTIONS.get(key % ACTIONS.size()).strip();
      actions.add("{\"workflow_key\": \"train:" + key + "\", " + action.substring(1));
    }
    assertEquals(
        200, service.post("/v1/actions", "[" + String.join(",", actions) + "]").statusCode());
  }

  private void read(int round) {
    var response = service.get(workflow(round % KEYS) + "?min_version=" + 2 * round);
    assertEquals(200, response.statusCode(), response.body());
    assertEquals(200, service.get(workflow(round % KEYS) + "/history?limit=5").statusCode());
  }

  private void sendRareRequests() {
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
