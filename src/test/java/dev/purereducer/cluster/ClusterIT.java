package dev.purereducer.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The processes that the suites are made of: what they hold outlives their restarts. */
class ClusterIT {
  private static final String KEY = "cluster:1";

  @Test
  void everythingKilledAndRestarted_keepsWhatWasCommitted() {
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start();
        var service =
            ServiceProcess.on(postgres, kafka).jvm(List.of("-Xmx256m")).start()) {
      add(service, "a1");
      service.kill();
      postgres.kill();
      kafka.kill();

      postgres.restart();
      kafka.restart();
      service.restart();
      add(service, "a2");

      var state = service.get("/v1/workflows/" + KEY + "?min_version=2&max_wait_ms=20000");
      assertEquals(200, state.statusCode());
      assertTrue(state.body().contains("\"version\":2"), state.body());
      assertEquals(2, postgres.sql().number("SELECT version FROM workflow_state"));
      assertTrue(service.residentBytes() > 0);
      assertTrue(service.metrics().sum("jvm_memory_used_bytes", "area=\"heap\"") > 0);
    }
  }

  private static void add(ServiceProcess service, String id) {
    var answer = service.post("/v1/workflows/" + KEY + "/actions", """
            {"action_id": "%s", "reducer": "counter", "payload": {"add": 1}}
            """.formatted(id));
    assertEquals(200, answer.statusCode(), answer.body());
  }
}
