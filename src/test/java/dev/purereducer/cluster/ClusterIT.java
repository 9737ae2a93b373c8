package dev.purereducer.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The processes that the suites are made of: what they hold outlives their restarts. */
class ClusterIT {
  private static final String KEY = "cluster:1";
  private static final String ACTIONS = "/v1/workflows/" + KEY + "/actions";
  private static final int ASKED = 200;

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
    assertEquals(
        2,
        postgres
            .sql()
            .number("SELECT count(*) FROM workflow_history WHERE action_id IN ('a1', 'a2')"));
    assertTrue(service.residentBytes() > 0);
    assertTrue(service.metrics().sum("jvm_memory_used_bytes", "area=\"heap\"") > 0);
  }

  /** What was asked is answered and published, streams end, and others may publish at once. */
  @Test
  void stop_finishesWhatWasBegun() {
    var events = service.getAsync("/v1/workflows/" + KEY + "/events");
    await().until(() -> service.metrics().sum("purereducer_read_event_streams") == 1);
    var answers = IntStream.range(0, ASKED)
        .mapToObj(number -> service.postAsync(ACTIONS, action("asked-" + number)))
        .toList();
    await().until(() -> answers.stream().anyMatch(CompletableFuture::isDone));

    var stopped = Instant.now();
    service.stop();

    // a stream that does not end would hold up the stop for ten seconds, and be cut
    assertEquals(200, events.join().statusCode());
    assertTrue(Duration.between(stopped, Instant.now()).toSeconds() < 8);
    long told = answers.stream().filter(ClusterIT::isCommitted).count();
    var sql = postgres.sql();
    assertTrue(told > 0);
    assertEquals(
        told,
        sql.number("SELECT count(*) FROM workflow_history WHERE action_id LIKE 'asked-%'"),
        "acknowledged and committed");
    assertEquals(0, sql.number("SELECT count(*) FROM outbox"));
    assertEquals(0, sql.number("SELECT count(*) FROM outbox_lease WHERE expires_at > now()"));
    service.restart();
  }

  /** Some may have come too late to be let in. */
  private static boolean isCommitted(CompletableFuture<HttpResponse<String>> answer) {
    return answer
        .handle((told, failure) -> failure == null && told.statusCode() == 200)
        .join();
  }

  private static void add(String id) {
    var answer = service.post(ACTIONS, action(id));
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private static String action(String id) {
    return """
        {"action_id": "%s", "reducer": "counter", "payload": {"add": 1}}
        """.formatted(id);
  }
}
