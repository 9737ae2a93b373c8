package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.GaveUp;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.testkit.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conflicts between the application's lanes and a second set of lanes on the same database. */
@QuarkusTest
class RaceTest {
  /** The default of {@code purereducer.commit.max-attempts}. */
  static final int ATTEMPTS = 7;

  private static final Duration SOON = Duration.ofSeconds(30);

  @Inject
  Lanes lanes;

  @Inject
  TestLanes testLanes;

  @Inject
  StoredRows rows;

  @Inject
  TopicReader topics;

  private final String key = "race:" + UUID.randomUUID();
  private final List<Lanes> others = new ArrayList<>();

  @AfterEach
  void stopOthers() {
    others.forEach(other -> other.stop(null));
  }

  private Lanes other(UnaryOperator<CanonicalStore> wrapped) {
    return stoppedAtTheEnd(testLanes.create(wrapped));
  }

  private Lanes stoppedAtTheEnd(Lanes other) {
    others.add(other);
    return other;
  }

  /** Lanes whose first {@code conflicts} statements each come after another writer's commit. */
  private Lanes conflictingLanes(int conflicts, AtomicInteger statements) {
    return other(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        boolean interfere = statements.getAndIncrement() < conflicts;
        return interfere
            ? lanes
                .submit(ActionCommandBuilder.add(key, 100))
                .chain(() -> super.commitIfVersion(turns))
            : super.commitIfVersion(turns);
      }
    });
  }

  private Outcome send(Lanes to, ActionCommand command) {
    return to.submit(command).await().atMost(SOON);
  }

  @Test
  void turn_afterTwoConflicts_isCommittedAtTheThirdAttempt() {
    var statements = new AtomicInteger();
    send(lanes, ActionCommandBuilder.add(key, 1));
    var conflicting = conflictingLanes(3, statements);

    var outcome = send(conflicting, ActionCommandBuilder.add(key, 1));

    // The first statement only loads the state, which is no conflict. Two conflicts and the
    // committed attempt follow: 1 + 2 + 1 statements.
    assertEquals(new Committed(5, 3, null), outcome);
    assertEquals(4, statements.get());
    assertEquals("{\"value\": 302}", rows.state(key));
    awaitEvents("state-conflicts", 2);
  }

  @Test
  void turn_afterConflictsInAllAttempts_givesUp() {
    var statements = new AtomicInteger();
    send(lanes, ActionCommandBuilder.add(key, 1));
    var conflicting = conflictingLanes(Integer.MAX_VALUE, statements);
    var action = ActionCommandBuilder.add(key, 1);

    var outcome = send(conflicting, action);

    // One statement loads the state; a conflict in each attempt follows.
    assertEquals(1 + ATTEMPTS, statements.get());
    assertEquals(new GaveUp(2 + ATTEMPTS, ATTEMPTS), outcome);
    assertEquals("{\"value\": " + (101 + 100 * ATTEMPTS) + "}", rows.state(key));
    awaitEvents("state-conflicts", ATTEMPTS);
    awaitEvents("reducer-gave-up", 1);
    var deadLetters =
        rows.select("SELECT action_id, attempts FROM dead_letter WHERE workflow_key = $1", key);
    assertEquals(action.actionId(), deadLetters.getFirst().getString(0));
    assertEquals(ATTEMPTS, deadLetters.getFirst().getInteger(1));
  }

  @Test
  void giveUp_thatCannotBeRecorded_isRetriedForActionsWithoutDeadline() {
    send(lanes, ActionCommandBuilder.add(key, 1));
    long unavailableUntil =
        System.nanoTime() + TestLanes.MAX_WAIT.multipliedBy(3).toNanos();
    var conflicting =
        stoppedAtTheEnd(testLanes.withShortTimeout(store -> new ForwardingStore(store) {
          @Override
          public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
            return lanes
                .submit(ActionCommandBuilder.add(key, 1))
                .chain(() -> super.commitIfVersion(turns));
          }

          @Override
          public Uni<Void> giveUp(CanonicalStore.ExhaustedTurn turn) {
            return System.nanoTime() < unavailableUntil
                ? Uni.createFrom()
                    .failure(new StoreUnavailableException("unavailable for longer than max-wait"))
                : super.giveUp(turn);
          }
        }));

    var outcome = conflicting
        .submitWithoutDeadline(ActionCommandBuilder.add(key, 1))
        .await()
        .atMost(SOON);

    assertEquals(new GaveUp(2 + ATTEMPTS, ATTEMPTS), outcome);
  }

  @Test
  void actionsBehindAConflict_areCommittedInOrder() {
    var statements = new AtomicInteger();
    send(lanes, ActionCommandBuilder.add(key, 1));
    var conflicting = conflictingLanes(2, statements);
    var first = ActionCommandBuilder.of(key, "counter", "{\"set\":10}").build();
    var second = ActionCommandBuilder.of(key, "counter", "{\"set\":20}").build();

    var outcomes = Uni.join()
        .all(conflicting.submit(first), conflicting.submit(second))
        .andFailFast()
        .await()
        .atMost(SOON);

    assertEquals("{\"value\": 20}", rows.state(key));
    var versions =
        outcomes.stream().map(outcome -> ((Committed) outcome).version()).toList();
    assertTrue(versions.get(0) < versions.get(1), versions::toString);
  }

  @Test
  void twoWritersOnTheSameKeys_commitEachActionOnce() {
    var other = other(store -> store);
    int keys = 20;
    int actions = 2_000;
    List<Uni<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      var to = i % 2 == 0 ? lanes : other;
      outcomes.add(to.submit(ActionCommandBuilder.add(key + "-" + i / 2 % keys, 1)));
    }

    var settled = Uni.join().all(outcomes).andFailFast().await().atMost(SOON);

    long committed = settled.stream().filter(Committed.class::isInstance).count();
    long gaveUp = settled.stream().filter(GaveUp.class::isInstance).count();
    assertEquals(actions, committed + gaveUp);
    long versions = 0;
    for (int i = 0; i < keys; i++) {
      long version = rows.version(key + "-" + i);
      assertEquals("{\"value\": " + version + "}", rows.state(key + "-" + i));
      assertEquals(
          LongStream.rangeClosed(1, version).boxed().toList(), rows.historyVersions(key + "-" + i));
      versions += version;
    }
    assertEquals(committed, versions);
  }

  @Test
  void sameActionsThroughTwoWriters_haveOneEffectEach() {
    var other = other(store -> store);
    int keys = 10;
    int actions = 500;
    List<Uni<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      var action = ActionCommandBuilder.add(key + "-" + i % keys, 1);
      outcomes.add(lanes.submit(action));
      outcomes.add(other.submit(action));
    }

    var settled = Uni.join().all(outcomes).andFailFast().await().atMost(SOON);

    assertEquals(0, settled.stream().filter(GaveUp.class::isInstance).count());
    assertEquals(actions, settled.stream().filter(Committed.class::isInstance).count());
    assertEquals(actions, settled.stream().filter(Duplicate.class::isInstance).count());
    for (int i = 0; i < keys; i++) {
      assertEquals(actions / keys, rows.version(key + "-" + i));
    }
  }

  @Test
  void lostResponseOfACommit_isCommittedOnce() {
    var statements = new AtomicInteger();
    var interrupted = other(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        var committed = super.commitIfVersion(turns);
        return statements.getAndIncrement() == 0
            ? committed.chain(() -> Uni.createFrom().failure(new IOException("connection lost")))
            : committed;
      }
    });

    var outcome = send(interrupted, ActionCommandBuilder.add(key, 1));

    assertEquals(new Committed(1, 1, null), outcome);
    assertEquals(1, rows.version(key));
    assertEquals(2, statements.get());
  }

  @Test
  void terminatedConnectionsUnderLoad_commitEachActionOnce() {
    int actions = 3_000;
    List<Uni<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      outcomes.add(lanes.submitWithoutDeadline(ActionCommandBuilder.add(key + "-" + i % 30, 1)));
    }
    var all = Uni.join().all(outcomes).andFailFast().subscribeAsCompletionStage();
    for (int i = 0; i < 3; i++) {
      rows.select("""
          SELECT pg_terminate_backend(pid)
          FROM pg_stat_activity
          WHERE application_name = 'pure-reducer' AND pid <> pg_backend_pid()
            AND query LIKE 'WITH turn AS%'
          """);
    }

    var settled = Uni.createFrom().completionStage(all).await().atMost(SOON);

    assertEquals(actions, settled.stream().filter(Committed.class::isInstance).count());
    for (int i = 0; i < 30; i++) {
      assertEquals(actions / 30, rows.version(key + "-" + i));
    }
  }

  /** Waits until the relay has published the events. */
  private void awaitEvents(String topic, int count) {
    await().atMost(SOON).until(() -> topics.read(topic, key).size() == count);
  }
}
