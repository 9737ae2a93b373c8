package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.Lanes.QueueFullException;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of the queues and deadlines (I8), and the expiry of action ids. */
@QuarkusTest
class CommitBoundsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final double MAX_OFF_MINUTES = 5;

  @Inject
  Lanes lanes;

  @Inject
  TestLanes testLanes;

  @Inject
  CommitConfig config;

  @Inject
  CommitMaintenance maintenance;

  @Inject
  StoredRows rows;

  private final String key = "bounds:" + UUID.randomUUID();

  /** Lanes whose database responds only after {@code release} completes. */
  private Lanes blockedLanes(CompletableFuture<Void> release) {
    return testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return Uni.createFrom().completionStage(release).chain(() -> super.commitIfVersion(turns));
      }
    });
  }

  @Test
  void actionsBeyondTheBoundOfAKey_areRefusedAndTheOthersCommitted() {
    var release = new CompletableFuture<Void>();
    var lanes = blockedLanes(release);
    int capacity = config.maxKeyActions() + config.maxTurnActions();
    int excess = 100;
    List<CompletableFuture<Object>> outcomes = new ArrayList<>();
    for (int i = 0; i < capacity + excess; i++) {
      outcomes.add(lanes
          .submit(ActionCommandBuilder.add(key, 1))
          .map(outcome -> (Object) outcome)
          .onFailure(QueueFullException.class)
          .recoverWithItem(full -> full)
          .subscribeAsCompletionStage());
    }
    release.complete(null);

    var settled = outcomes.stream().map(CompletableFuture::join).toList();

    long committed = settled.stream().filter(Committed.class::isInstance).count();
    long refused = settled.stream().filter(QueueFullException.class::isInstance).count();
    assertEquals(capacity + excess, committed + refused);
    assertTrue(refused >= excess, () -> refused + " were refused");
    assertEquals(committed, rows.version(key));
    lanes.stop(null);
  }

  /** The sender does not know of the refusal yet when it submits the next action. */
  @Test
  void actionAfterARefusedOneOfItsSender_isRefusedAlthoughThereIsRoomAgain() {
    var release = new CompletableFuture<Void>();
    var lanes = testLanes.withKeyBound(1, store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return Uni.createFrom().completionStage(release).chain(() -> super.commitIfVersion(turns));
      }
    });
    var sender = new OrderedSender();
    List<CompletableFuture<Outcome>> sent = new ArrayList<>();
    CompletableFuture<Outcome> refused;
    do {
      refused = lanes.submit(ActionCommandBuilder.add(key, 1), sender).subscribeAsCompletionStage();
      sent.add(refused);
    } while (!failsWithin(refused, Duration.ofMillis(200)));
    release.complete(null);
    sent.subList(0, sent.size() - 1).forEach(CompletableFuture::join);
    var later = lanes.submit(ActionCommandBuilder.add(key, 1), sender);
    var otherKey = lanes.submit(ActionCommandBuilder.add(key + "-other", 1), sender);
    var otherSender = lanes.submit(ActionCommandBuilder.add(key, 1), new OrderedSender());

    assertThrows(QueueFullException.class, () -> later.await().atMost(SOON));
    assertInstanceOf(Committed.class, otherKey.await().atMost(SOON));
    assertInstanceOf(Committed.class, otherSender.await().atMost(SOON));
    assertEquals(sent.size(), rows.version(key));
    lanes.stop(null);
  }

  private static boolean failsWithin(CompletableFuture<Outcome> outcome, Duration wait) {
    try {
      outcome.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof QueueFullException;
    } catch (InterruptedException | TimeoutException e) {
      return false;
    }
  }

  @Test
  void hungStatement_failsActionsAtTheirDeadlineAndTheKeyGoesOnAfterwards() {
    var release = new CompletableFuture<Void>();
    var lanes = testLanes.withShortTimeout(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return Uni.createFrom().completionStage(release).chain(() -> super.commitIfVersion(turns));
      }
    });
    long start = System.nanoTime();
    var inFlight = lanes.submit(ActionCommandBuilder.add(key, 1)).subscribeAsCompletionStage();
    var queued = lanes.submit(ActionCommandBuilder.add(key, 1)).subscribeAsCompletionStage();

    assertThrows(CompletionException.class, queued::join);
    assertThrows(CompletionException.class, inFlight::join);
    var took = Duration.ofNanos(System.nanoTime() - start);
    release.complete(null);

    assertTrue(took.compareTo(TestLanes.MAX_WAIT) >= 0, () -> "too early: " + took);
    assertTrue(took.compareTo(TestLanes.MAX_WAIT.multipliedBy(3).dividedBy(2)) < 0, took::toString);
    var after = lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);
    assertInstanceOf(Committed.class, after);
    lanes.stop(null);
  }

  @Test
  void unavailableDatabase_failsActionsAtTheirDeadlineAndKeepsThoseWithout() {
    var broken = new AtomicBoolean(true);
    var lanes = testLanes.withShortTimeout(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return broken.get()
            ? Uni.createFrom().failure(new IOException("no database"))
            : super.commitIfVersion(turns);
      }
    });
    var withoutDeadline =
        lanes.submitWithoutDeadline(ActionCommandBuilder.add(key, 1)).subscribeAsCompletionStage();
    var withDeadline = lanes.submit(ActionCommandBuilder.add(key, 1));

    assertThrows(StoreUnavailableException.class, () -> withDeadline.await().atMost(SOON));
    broken.set(false);

    assertEquals(new Committed(1, 1, null), withoutDeadline.join());
    assertEquals(1, rows.version(key));
    lanes.stop(null);
  }

  @ParameterizedTest
  @ValueSource(ints = {-12, 12})
  void rejectionByAnInstanceWithAWrongClock_isKeptForTheWholeWindow(int hours) {
    var shifted = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return super.commitIfVersion(
            turns.stream().map(turn -> shift(turn, Duration.ofHours(hours))).toList());
      }
    });

    shifted
        .submit(ActionCommandBuilder.of(key, "counter", "[]").build())
        .await()
        .atMost(SOON);

    var left = rows.select("""
        SELECT extract(epoch FROM expires_at - now())::bigint
        FROM action_dedup WHERE workflow_key = $1
        """, key);
    assertEquals(
        config.rejectionWindow().toMinutes(), left.getFirst().getLong(0) / 60.0, MAX_OFF_MINUTES);
    shifted.stop(null);
  }

  private static FoldedTurn shift(FoldedTurn turn, Duration clock) {
    return new FoldedTurn(
        turn.workflowKey(),
        turn.from(),
        turn.next(),
        turn.stateText(),
        turn.results(),
        turn.events(),
        turn.at().plus(clock));
  }

  @Test
  void idOfACommittedAction_isKeptAsLongAsItsHistory() {
    lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);

    assertEquals(
        1,
        rows.select("SELECT FROM action_dedup WHERE workflow_key = $1 AND expires_at IS NULL", key)
            .size());
  }

  @Test
  void expiredActionId_isDeletedAndOthersAreKept() {
    lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);
    var kept = ActionCommandBuilder.add(key, 1);
    lanes.submit(kept).await().atMost(SOON);
    rows.select("""
        UPDATE action_dedup SET expires_at = now() - interval '1 second'
        WHERE workflow_key = $1 AND version = 1
        """, key);

    maintenance.deleteExpired().await().atMost(SOON);

    var left = rows.select("SELECT action_id FROM action_dedup WHERE workflow_key = $1", key);
    assertEquals(1, left.size());
    assertEquals(kept.actionId(), left.getFirst().getString(0));
  }

  @Test
  void history_isStoredInThePartitionOfItsMonth() {
    assertInstanceOf(
        Committed.class, lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON));

    var month = DateTimeFormatter.ofPattern("yyyy_MM").format(LocalDate.now(ZoneOffset.UTC));
    var table = rows.select(
        "SELECT tableoid::regclass::text FROM workflow_history WHERE workflow_key = $1", key);
    assertEquals("workflow_history_" + month, table.getFirst().getString(0));
  }
}
