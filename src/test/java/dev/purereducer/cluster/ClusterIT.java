package dev.purereducer.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The processes that the suites are made of: what they hold outlives their restarts. */
class ClusterIT {
  private static final String KEY = "cluster:1";

  private static PostgresProcess postgres;
  private static KafkaProcess kafka;
  private static ServiceProcess service;

  @BeforeAll
  static void start() {
    postgres = PostgresProcess.start();
    kafka = KafkaProcess.start();
    service = ServiceProcess.on(postgres, kafka).jvm(List.of("-Xmx256m")).start();
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void everythingKilledAndRestarted_keepsWhatWasCommitted() {
    add("a1");
    service.kill();
    postgres.kill();
    kafka.kill();

    postgres.restart();
    kafka.restart();
    service.restart();
    add("a2");

    var state = service.get("/v1/workflows/" + KEY + "?min_version=2&max_wait_ms=20000");
    assertEquals(200, state.statusCode());
    assertTrue(state.body().contains("\"version\":2"), state.body());
    assertEquals(2, postgres.sql().number("SELECT version FROM workflow_state"));
    assertTrue(service.residentBytes() > 0);
    assertTrue(service.metrics().sum("jvm_memory_used_bytes", "area=\"heap\"") > 0);
  }

  /** It would wait for ten seconds, and then cut them. */
  @Test
  void stop_endsEventStreamsAtOnce() {
    var events = service.getAsync("/v1/workflows/" + KEY + "/events");
    await().until(() -> service.metrics().sum("purereducer_read_event_streams") == 1);

    var stopped = Instant.now();
    service.stop();

    assertEquals(200, events.join().statusCode());
    assertTrue(Duration.between(stopped, Instant.now()).toSeconds() < 5);
    service.restart();
  }

  private static void add(String id) {
    var answer = service.post("/v1/workflows/" + KEY + "/actions", """
            {"action_id": "%s", "reducer": "counter", "payload": {"add": 1}}
            """.formatted(id));
    assertEquals(200, answer.statusCode(), answer.body());
  }
}
