package dev.purereducer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.history.Replay.CorruptHistoryException;
import dev.purereducer.history.Verifier.Verification;
import dev.purereducer.history.Verifier.Verification.Finding;
import dev.purereducer.reduce.Reducers;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReplayTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Inject
  Pool pool;

  @Inject
  Reducers reducers;

  private Replay replay;

  @BeforeEach
  void setUpPagesOfThreeRows() {
    replay = replayWith(3, 1_000_000);
  }

  private Replay replayWith(int rows, long bytes) {
    return new Replay(new HistoryStore(pool, rows, bytes), reducers);
  }

  @Test
  void stateAtAnEarlierVersion_isTheFoldOfItsActions() {
    var key = StoredWorkflow.counter(pool, 8);

    for (int version = 1; version <= 8; version++) {
      // 1 + 2 + … + version
      var expected = "{\"value\":" + version * (version + 1) / 2 + "}";
      var state = stateAt(key, version);
      assertEquals(expected, state.stateText().replace(" ", ""), "version " + version);
      assertEquals(version, state.version());
      assertEquals("counter", state.reducer());
    }
  }

  @Test
  void pageLimitedByBytes_losesNoAction() {
    replay = replayWith(100, 1);
    var key = StoredWorkflow.counter(pool, 5);

    assertEquals("{\"value\":10}", stateAt(key, 4).stateText());
  }

  @Test
  void stateAtAnUnknownVersion_isEmpty() {
    var key = StoredWorkflow.counter(pool, 2);

    assertTrue(replay.stateAt(key, 3).await().atMost(TIMEOUT).isEmpty());
    assertTrue(replay.stateAt(key, 0).await().atMost(TIMEOUT).isEmpty());
    assertTrue(replay.stateAt(key + "-other", 1).await().atMost(TIMEOUT).isEmpty());
  }

  @Test
  void missingAction_failsTheReplay() {
    var key = StoredWorkflow.counter(pool, 5);
    tamper("DELETE FROM workflow_history WHERE workflow_key = $1 AND version = 2", key);

    var failure = assertThrows(CorruptHistoryException.class, () -> stateAt(key, 4));

    assertTrue(failure.getMessage().contains("version 2"), failure.getMessage());
  }

  @Test
  void missingLastActions_failTheReplay() {
    var key = StoredWorkflow.counter(pool, 5);
    tamper("DELETE FROM workflow_history WHERE workflow_key = $1 AND version >= 4", key);

    assertThrows(CorruptHistoryException.class, () -> stateAt(key, 4));
  }

  @Test
  void rejectedAction_failsTheReplay() {
    var key = StoredWorkflow.counter(pool, 3);
    tamper(
        "UPDATE workflow_history SET action = jsonb_set(action, '{payload}', '{\"add\": \"x\"}')"
            + " WHERE workflow_key = $1 AND version = 2",
        key);

    assertThrows(CorruptHistoryException.class, () -> stateAt(key, 2));
  }

  @Test
  void intactWorkflow_isConsistent() {
    var key = StoredWorkflow.counter(pool, 8);

    var report = replay.verify(key).await().atMost(TIMEOUT).orElseThrow();

    assertEquals(new Verification(key, 8, 8, List.of(), List.of()), report);
    assertTrue(replay.verify(key + "-other").await().atMost(TIMEOUT).isEmpty());
  }

  @Test
  void missingAction_isFound() {
    var key = StoredWorkflow.counter(pool, 6);
    tamper("DELETE FROM workflow_history WHERE workflow_key = $1 AND version = 3", key);

    assertEquals(List.of(new Finding.VersionGap(3, 4), new Finding.ChainBroken(4)), findings(key));
  }

  @Test
  void missingLastAction_isFound() {
    var key = StoredWorkflow.counter(pool, 6);
    tamper("DELETE FROM workflow_history WHERE workflow_key = $1 AND version = 6", key);

    assertEquals(
        List.of(new Finding.VersionGap(6, 6), new Finding.HeadChainDiffers(6)), findings(key));
  }

  @Test
  void duplicateVersion_isFound() {
    var key = StoredWorkflow.counter(pool, 6);
    // the second row of version 3 is the first of the next page of three
    tamper(
        copyOf(3) + ", committed_at + interval '1 s' FROM workflow_history"
            + " WHERE workflow_key = $1 AND version = 3",
        key);

    // the chain hash after the copy still follows from it, because the copy has the same bytes
    assertEquals(List.of(new Finding.VersionGap(4, 3), new Finding.ChainBroken(3)), findings(key));
  }

  @Test
  void actionAfterTheCanonicalVersion_isFound() {
    var key = StoredWorkflow.counter(pool, 3);
    tamper(
        copyOf(4) + ", committed_at FROM workflow_history"
            + " WHERE workflow_key = $1 AND version = 3",
        key);

    assertEquals(List.of(new Finding.HistoryAheadOfState(4)), findings(key));
  }

  @Test
  void reorderedActions_areFound() {
    var key = StoredWorkflow.counter(pool, 6);
    tamper(
        "UPDATE workflow_history SET version = 7 - version"
            + " WHERE workflow_key = $1 AND version IN (3, 4)",
        key);

    // 3 and 4 do not follow from their new predecessors, nor does 5 from the new 4
    assertEquals(
        List.of(new Finding.ChainBroken(3), new Finding.ChainBroken(4), new Finding.ChainBroken(5)),
        findings(key));
  }

  @Test
  void changedPayload_isFoundWithTheDifferentState() {
    var key = StoredWorkflow.counter(pool, 4);
    tamper(
        "UPDATE workflow_history SET action = jsonb_set(action, '{payload}', '{\"add\": 9}')"
            + " WHERE workflow_key = $1 AND version = 2",
        key);

    assertEquals(List.of(new Finding.ActionChanged(2), new Finding.StateDiffers(4)), findings(key));
  }

  @Test
  void changedActionId_isFound() {
    var key = StoredWorkflow.counter(pool, 4);
    tamper(
        "UPDATE workflow_history SET action_id = 'forged'"
            + " WHERE workflow_key = $1 AND version = 4",
        key);

    assertEquals(List.of(new Finding.ChainBroken(4)), findings(key));
  }

  @Test
  void changedState_isFound() {
    var key = StoredWorkflow.counter(pool, 4);
    tamper("UPDATE workflow_state SET state = '{\"value\": 11}' WHERE workflow_key = $1", key);

    assertEquals(List.of(new Finding.StateDiffers(4)), findings(key));
  }

  @Test
  void changedHeadChain_isFound() {
    var key = StoredWorkflow.counter(pool, 4);
    tamper("UPDATE workflow_state SET chain = sha256('x') WHERE workflow_key = $1", key);

    assertEquals(List.of(new Finding.HeadChainDiffers(4)), findings(key));
  }

  private Replay.StateAt stateAt(String key, long version) {
    return replay.stateAt(key, version).await().atMost(TIMEOUT).orElseThrow();
  }

  private List<Finding> findings(String key) {
    var report = replay.verify(key).await().atMost(TIMEOUT).orElseThrow();
    assertEquals(report.findings().isEmpty(), report.consistent());
    return new ArrayList<>(report.findings());
  }

  private void tamper(String sql, String key) {
    StoredWorkflow.sql(pool, sql, Tuple.of(key));
  }

  private static String copyOf(long asVersion) {
    return "INSERT INTO workflow_history SELECT workflow_key, " + asVersion
        + ", action_id, reducer_version, action, intents, action_hash, chain";
  }
}
