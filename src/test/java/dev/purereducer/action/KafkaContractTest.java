package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.action.ActionCases.Step;
import dev.purereducer.testkit.Broker;
import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@QuarkusTest
class KafkaContractTest extends ActionContract {
  private static Broker broker;

  @BeforeAll
  static void open() {
    broker = new Broker();
  }

  @AfterAll
  static void close() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  /** Sends all steps at once: the topic keeps their order. */
  @Override
  List<String> send(String workflowKey, List<Step> steps) {
    var key = workflowKey.getBytes(StandardCharsets.UTF_8);
    var marks = steps.stream()
        .map(step -> broker.send(key, step.members(), Map.of("sender", "test")))
        .toList();
    broker.flush();
    List<String> results = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var mark = marks.get(i);
      results.add(
          step.expected().startsWith("committed")
              ? settled(workflowKey, step)
              : deadLetter(key, step, mark));
    }
    return results;
  }

  private static String settled(String workflowKey, Step step) {
    var id = Service.json(new String(step.members(), StandardCharsets.UTF_8))
        .get("action_id")
        .asText();
    var path = "/v1/actions/" + id + "?workflow_key=" + Service.encoded(workflowKey);
    var reply = await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Service.get(path), found -> found.status() == 200);
    return result(200, reply.text());
  }

  private static String deadLetter(byte[] key, Step step, String mark) {
    var record = await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> broker.deadLetter(mark), found -> found != null);
    assertArrayEquals(key, record.key());
    assertArrayEquals(step.members(), record.value());
    assertEquals("test", Broker.header(record, "sender"));
    assertEquals("actions", Broker.header(record, "dead-letter-topic"));
    return Broker.header(record, "dead-letter-reason");
  }
}
