package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.database.StoreUnavailableException;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is bounded says so when it is full (I8), and what expires goes. */
@QuarkusTest
class CommitBoundsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Inject
  Lanes lanes;

  @Inject
  Committers committers;

  @Inject
  CommitConfig config;

  @Inject
  CommitMaintenance upkeep;

  @Inject
  StoredRows rows;

  private final String key = "bounds:" + UUID.randomUUID();

  /** A committer whose store does not answer before {@code release} completes. */
  private Lanes held(CompletableFuture<Void> release) {
    return committers.another(store -> new StoreWrapper(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return Uni.createFrom().completionStage(release).chain(() -> super.commitIfVersion(turns));
      }
    });
  }

  @Test
  void moreActionsThanAKeyMayQueue_areRefusedAndTheOthersCommitted() {
    var release = new CompletableFuture<Void>();
    var lanes = held(release);
    int room = config.maxKeyActions() + config.maxTurnActions();
    int tooMany = 100;
    List<CompletableFuture<Object>> outcomes = new ArrayList<>();
    for (int i = 0; i < room + tooMany; i++) {
      outcomes.add(lanes
          .submit(ActionCommands.add(key, 1))
          .map(outcome -> (Object) outcome)
          .onFailure(QueueFullException.class)
          .recoverWithItem(full -> full)
          .subscribeAsCompletionStage());
    }
    release.complete(null);

    var settled = outcomes.stream().map(CompletableFuture::join).toList();

    long committed = settled.stream().filter(Committed.class::isInstance).count();
    long refused = settled.stream().filter(QueueFullException.class::isInstance).count();
    assertEquals(room + tooMany, committed + refused);
    assertTrue(refused >= tooMany, () -> refused + " were refused");
    assertEquals(committed, rows.version(key));
    lanes.stop(null);
  }

  @Test
  void storeThatDoesNotAnswer_failsWhoeverWaitsTooLongAndKeepsThePatient() {
    var broken = new AtomicBoolean(true);
    var lanes = committers.withShortTimeout(store -> new StoreWrapper(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return broken.get()
            ? Uni.createFrom().failure(new IOException("no store"))
            : super.commitIfVersion(turns);
      }
    });
    var patient =
        lanes.submitWithoutDeadline(ActionCommands.add(key, 1)).subscribeAsCompletionStage();
    var hasty = lanes.submit(ActionCommands.add(key, 1));

    assertThrows(StoreUnavailableException.class, () -> hasty.await().atMost(SOON));
    broken.set(false);

    assertEquals(new Committed(1, 1, null), patient.join());
    assertEquals(1, rows.version(key));
    lanes.stop(null);
  }

  @Test
  void expiredActionId_isForgottenAndOthersAreKept() {
    lanes.submit(ActionCommands.add(key, 1)).await().atMost(SOON);
    var kept = ActionCommands.add(key, 1);
    lanes.submit(kept).await().atMost(SOON);
    rows.select("""
        UPDATE action_dedup SET expires_at = now() - interval '1 second'
        WHERE workflow_key = $1 AND version = 1
        """, key);

    upkeep.deleteExpired().await().atMost(SOON);

    var left = rows.select("SELECT action_id FROM action_dedup WHERE workflow_key = $1", key);
    assertEquals(1, left.size());
    assertEquals(kept.actionId(), left.getFirst().getString(0));
  }

  @Test
  void historyOfThisMonth_goesToItsOwnPartition() {
    assertInstanceOf(
        Committed.class, lanes.submit(ActionCommands.add(key, 1)).await().atMost(SOON));

    var month = DateTimeFormatter.ofPattern("yyyy_MM").format(LocalDate.now(ZoneOffset.UTC));
    var table = rows.select(
        "SELECT tableoid::regclass::text FROM workflow_history WHERE workflow_key = $1", key);
    assertEquals("workflow_history_" + month, table.getFirst().getString(0));
  }
}
