package dev.purereducer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.ActionCommandBuilder;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.TestLanes;
import dev.purereducer.history.Replay.CorruptHistoryException;
import dev.purereducer.history.Replay.ReducerVersionUnavailableException;
import dev.purereducer.history.Verifier.Verification;
import dev.purereducer.history.Verifier.Verification.Finding;
import dev.purereducer.history.Verifier.Verification.NotChecked;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import dev.purereducer.reduce.TallyReducers;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A workflow whose reducer changed its rules and the shape of its state twice: three actions each by
 * versions 1, 2 and 3, all of which add 1.
 */
@QuarkusTest
class ReducerVersionsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String key = StoredWorkflow.uniqueKey("tally");
  private final List<Lanes> instances = new ArrayList<>();

  @Inject
  Pool pool;

  @Inject
  TestLanes testLanes;

  @BeforeEach
  void commitWithThreeVersions() {
    commit(instance(1), 3);
    commit(instance(1, 2), 3);
    commit(instance(2, 3), 3);
  }

  @AfterEach
  void stop() {
    instances.forEach(TestLanes::stop);
  }

  @Test
  void historyAndState_haveTheVersionThatCommitted() {
    assertEquals("1,1,1,2,2,2,3,3,3", text("""
        SELECT string_agg(reducer_version::text, ',' ORDER BY version)
        FROM workflow_history
        WHERE workflow_key = $1
        """));
    assertEquals("3/{\"unit\": \"items\", \"total\": 18}", text("""
        SELECT reducer_version || '/' || state FROM workflow_state WHERE workflow_key = $1
        """));
    assertEquals("3 of 1: {\"sum\": 3}, 6 of 2: {\"unit\": \"items\", \"total\": 9}", text("""
        SELECT string_agg(version || ' of ' || reducer_version || ': ' || state, ', ' ORDER BY version)
        FROM workflow_snapshot
        WHERE workflow_key = $1
        """));
  }

  @Test
  void pastVersions_areFoldedByTheVersionThatCommittedThem() {
    var replay = replay(1, 2, 3);

    assertEquals("{\"sum\": 2}", stateAt(replay, 2));
    assertEquals("{\"sum\": 3}", stateAt(replay, 3));
    assertEquals("{\"unit\": \"items\", \"total\": 5}", stateAt(replay, 4));
    assertEquals("{\"unit\": \"items\", \"total\": 15}", stateAt(replay, 8));
    assertEquals("{\"unit\": \"items\", \"total\": 18}", stateAt(replay, 9));
  }

  @Test
  void versionsOfAnUnavailableReducerVersion_areNotReadable() {
    var replay = replay(1, 3);

    assertEquals("{\"sum\": 3}", stateAt(replay, 3));
    assertEquals("{\"unit\": \"items\", \"total\": 9}", stateAt(replay, 6), "a stored state");
    assertEquals("{\"unit\": \"items\", \"total\": 12}", stateAt(replay, 7));
    var failure = assertThrows(ReducerVersionUnavailableException.class, () -> stateAt(replay, 5));
    assertEquals("1-3, 6-9", failure.readableVersions());
    assertThrows(NotDeployedException.class, () -> stateAt(replay(1, 2), 9));
    assertEquals("{\"unit\": \"items\", \"total\": 5}", stateAt(replay(1, 2), 4));
  }

  @Test
  void verification_checksEachVersionByItsReducer() {
    assertEquals(new Verification(key, 9, 9, List.of(), List.of()), verify(replay(1, 2, 3)));
    assertEquals(
        List.of(new NotChecked(4, 6, "reducer version 2 is not available")),
        soundParts(replay(1, 3)));
    assertEquals(
        List.of(
            new NotChecked(1, 3, "reducer version 1 is not available"),
            new NotChecked(7, 9, "reducer version 3 is not available")),
        soundParts(replay(2)));
    assertEquals(3, soundParts(replay()).size());
  }

  @Test
  void statesOfAnUnavailableSchemaVersion_areNotChecked() {
    sql("UPDATE workflow_snapshot SET schema_version = 99 WHERE workflow_key = $1 AND version = 3");

    assertEquals(
        List.of(new NotChecked(3, 6, "schema version 99 is not available")),
        soundParts(replay(1, 2, 3)));
  }

  @Test
  void changedState_isFoundFromTheSnapshotBefore() {
    sql("UPDATE workflow_state SET state = '{\"unit\": \"items\", \"total\": 17}'"
        + " WHERE workflow_key = $1");

    assertEquals(List.of(new Finding.StateDiffers(9)), verify(replay(3)).findings());
  }

  @Test
  void changedSnapshot_isFound() {
    sql("UPDATE workflow_snapshot SET state = '{\"sum\": 4}'"
        + " WHERE workflow_key = $1 AND version = 3");

    assertEquals(
        List.of(new Finding.SnapshotDiffers(3), new Finding.SnapshotDiffers(6)),
        verify(replay(1, 2, 3)).findings());
  }

  @Test
  void missingSnapshot_isFound() {
    sql("DELETE FROM workflow_snapshot WHERE workflow_key = $1 AND version = 3");

    assertEquals(
        List.of(new Finding.SnapshotMissing(3)), verify(replay(1, 2, 3)).findings());
    assertThrows(CorruptHistoryException.class, () -> stateAt(replay(1, 2, 3), 5));
    assertEquals("{\"unit\": \"items\", \"total\": 12}", stateAt(replay(1, 2, 3), 7));
  }

  @Test
  void olderInstance_doesNotFoldTheState() {
    var refused = instance(1, 2).submit(add());

    assertThrows(NotDeployedException.class, () -> refused.await().atMost(SOON));
    commit(instance(3), 1);
    assertEquals(10, verify(replay(1, 2, 3)).version());
  }

  private void commit(Lanes instance, int actions) {
    for (int action = 0; action < actions; action++) {
      assertInstanceOf(Committed.class, instance.submit(add()).await().atMost(SOON));
    }
  }

  private ActionCommand add() {
    return ActionCommandBuilder.of(key, TallyReducers.NAME, "{\"add\":1}").build();
  }

  private Lanes instance(int... versions) {
    var lanes = testLanes.withReducers(TallyReducers.of(versions));
    instances.add(lanes);
    return lanes;
  }

  private Replay replay(int... versions) {
    return new Replay(new HistoryStore(pool, 2, 1_000_000), TallyReducers.of(versions));
  }

  private String stateAt(Replay replay, long version) {
    return replay
        .stateAt(key, version)
        .await()
        .atMost(SOON)
        .orElseThrow()
        .stateText()
        .replace(":", ": ")
        .replace(",", ", ");
  }

  private Verification verify(Replay replay) {
    return replay.verify(key).await().atMost(SOON).orElseThrow();
  }

  private List<NotChecked> soundParts(Replay replay) {
    var verification = verify(replay);
    assertEquals(List.of(), verification.findings());
    return verification.notChecked();
  }

  private void sql(String sql) {
    StoredWorkflow.sql(pool, sql, Tuple.of(key));
  }

  private String text(String sql) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(key))
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getString(0);
  }
}
