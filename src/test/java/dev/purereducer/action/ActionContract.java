package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.action.ActionCases.Case;
import dev.purereducer.action.ActionCases.Step;
import dev.purereducer.testkit.Service;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ActionCases} over one transport. */
abstract class ActionContract {
  @Inject
  Pool pool;

  static Stream<Case> cases() {
    return ActionCases.ALL.stream();
  }

  /** Sends the steps in order; returns their results in the format of {@link Step#expected}. */
  abstract List<String> send(String workflowKey, List<Step> steps) throws Exception;

  @ParameterizedTest
  @MethodSource("cases")
  void actions_haveTheirExpectedResults(Case example) throws Exception {
    var key = "case:" + UUID.randomUUID();

    var results = send(key, example.steps());

    assertEquals(example.steps().stream().map(Step::expected).toList(), results);
    assertEquals(example.finalVersion(), version(key));
    assertEquals(example.finalVersion(), historyRows(key));
  }

  long version(String key) {
    return number(
        "SELECT coalesce(max(version), 0) FROM workflow_state WHERE workflow_key = $1", key);
  }

  long historyRows(String key) {
    return number("SELECT count(*) FROM workflow_history WHERE workflow_key = $1", key);
  }

  private long number(String sql, String key) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(key))
        .await()
        .atMost(Duration.ofSeconds(5))
        .iterator()
        .next()
        .getLong(0);
  }

  /** The result of a single response, in the format of {@link Step#expected}. */
  static String result(int status, String body) {
    var json = Service.json(body);
    if (status == 200) {
      return json.get("outcome").asText() + "@" + json.get("version").asLong();
    }
    var type = json.get("type").asText();
    return json.has("code") ? json.get("code").asText() : type.substring(type.lastIndexOf(':') + 1);
  }

  /** The action with its key as a member; other bytes unchanged. */
  static byte[] withKey(String workflowKey, Step step) {
    var text = new String(step.members(), StandardCharsets.ISO_8859_1);
    var key = "\"workflow_key\":\"" + workflowKey + "\",";
    return (text.startsWith("{") ? "{" + key + text.substring(1) : text)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
