package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.history.Replay;
import dev.purereducer.history.StoredWorkflow;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots of every so many versions, whatever the size of the turns. */
@QuarkusTest
class SnapshotTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int VERSIONS = 250;
  private static final int INTERVAL = 100;

  private final String key = StoredWorkflow.uniqueKey("snapshots");

  @Inject
  Pool pool;

  @Inject
  TestLanes testLanes;

  @Inject
  Replay replay;

  @Test
  void snapshots_areWrittenAtTheInterval() {
    commit();

    assertEquals("100 {\"value\": 100}, 200 {\"value\": 200}", snapshots());
    assertEquals(
        List.of(), replay.verify(key).await().atMost(SOON).orElseThrow().findings());
  }

  @Test
  void readOfAPastVersion_foldsTheActionsAfterTheSnapshotOnly() {
    commit();
    StoredWorkflow.sql(
        pool,
        "DELETE FROM workflow_history WHERE workflow_key = $1 AND version <= 100",
        Tuple.of(key));

    assertEquals("{\"value\":199}", stateAt(199));
    assertEquals("{\"value\":100}", stateAt(100));
  }

  /** All actions are queued at once, so that a turn has many of them. */
  private void commit() {
    var lanes = testLanes.withSnapshots(INTERVAL);
    try {
      List<Uni<Outcome>> outcomes = new ArrayList<>();
      for (int version = 0; version < VERSIONS; version++) {
        outcomes.add(lanes.submit(ActionCommandBuilder.add(key, 1)));
      }
      Uni.join().all(outcomes).andFailFast().await().atMost(SOON);
    } finally {
      TestLanes.stop(lanes);
    }
  }

  private String stateAt(long version) {
    return replay.stateAt(key, version).await().atMost(SOON).orElseThrow().stateText();
  }

  private String snapshots() {
    return pool.preparedQuery("""
            SELECT string_agg(version || ' ' || state, ', ' ORDER BY version)
            FROM workflow_snapshot
            WHERE workflow_key = $1
            """)
        .execute(Tuple.of(key))
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getString(0);
  }
}
