package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.GaveUp;
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

/** Two committers on the same keys: the application's own lanes, and a second set beside them. */
@QuarkusTest
class RaceTest {
  /** The default of {@code purereducer.commit.max-attempts}. */
  static final int ATTEMPTS = 7;

  private static final Duration SOON = Duration.ofSeconds(30);

  @Inject
  Lanes lanes;

  @Inject
  Committers committers;

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
    var other = committers.another(wrapped);
    others.add(other);
    return other;
  }

  /** Lets {@code races} commits of somebody else come first, one before each statement. */
  private Lanes loserOf(int races, AtomicInteger statements) {
    return other(store -> new StoreWrapper(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        boolean interfere = statements.getAndIncrement() < races;
        return interfere
            ? lanes.submit(ActionCommands.add(key, 100)).chain(() -> super.commitIfVersion(turns))
            : super.commitIfVersion(turns);
      }
    });
  }

  private Outcome send(Lanes to, ActionCommand submission) {
    return to.submit(submission).await().atMost(SOON);
  }

  @Test
  void turnThatLosesTwoRaces_isCommittedAtTheThirdAttempt() {
    var statements = new AtomicInteger();
    send(lanes, ActionCommands.add(key, 1));
    var loser = loserOf(3, statements);

    var outcome = send(loser, ActionCommands.add(key, 1));

    // The first statement folds from nothing and learns the state: no race. Then two races are
    // lost, and the third attempt wins: 1 + 2 + 1 statements.
    assertEquals(new Committed(5, 3, null), outcome);
    assertEquals(4, statements.get());
    assertEquals("{\"value\": 302}", rows.state(key));
    awaitEvents("state-conflicts", 2);
  }

  @Test
  void turnThatLosesEveryRace_givesUpLoudlyAfterItsAttempts() {
    var statements = new AtomicInteger();
    send(lanes, ActionCommands.add(key, 1));
    var loser = loserOf(Integer.MAX_VALUE, statements);
    var action = ActionCommands.add(key, 1);

    var outcome = send(loser, action);

    // One statement to learn the state, then the attempts; before each, another wins.
    assertEquals(1 + ATTEMPTS, statements.get());
    assertEquals(new GaveUp(2 + ATTEMPTS, ATTEMPTS), outcome);
    assertEquals("{\"value\": " + (101 + 100 * ATTEMPTS) + "}", rows.state(key));
    awaitEvents("state-conflicts", ATTEMPTS);
    awaitEvents("reducer-gave-up", 1);
    var letters =
        rows.select("SELECT action_id, attempts FROM dead_letter WHERE workflow_key = $1", key);
    assertEquals(action.actionId(), letters.getFirst().getString(0));
    assertEquals(ATTEMPTS, letters.getFirst().getInteger(1));
  }

  @Test
  void givingUpThatCannotBeRecorded_isNoOutcomeForThoseWhoWait() {
    long awayUntil = System.nanoTime() + Duration.ofSeconds(7).toNanos();
    send(lanes, ActionCommands.add(key, 1));
    var loser = other(store -> new StoreWrapper(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return lanes.submit(ActionCommands.add(key, 1)).chain(() -> super.commitIfVersion(turns));
      }

      @Override
      public Uni<Void> giveUp(ExhaustedTurn turn) {
        return System.nanoTime() < awayUntil
            ? Uni.createFrom()
                .failure(new StoreUnavailableException("away for longer than callers wait"))
            : super.giveUp(turn);
      }
    });

    var outcome =
        loser.submitWithoutDeadline(ActionCommands.add(key, 1)).await().atMost(SOON);

    assertEquals(new GaveUp(2 + ATTEMPTS, ATTEMPTS), outcome);
  }

  @Test
  void actionsBehindALostRace_areCommittedAfterItInOrder() {
    var statements = new AtomicInteger();
    send(lanes, ActionCommands.add(key, 1));
    var loser = loserOf(2, statements);
    var first = ActionCommands.of(key, "counter", "{\"set\":10}").made();
    var second = ActionCommands.of(key, "counter", "{\"set\":20}").made();

    var outcomes = Uni.join()
        .all(loser.submit(first), loser.submit(second))
        .andFailFast()
        .await()
        .atMost(SOON);

    assertEquals("{\"value\": 20}", rows.state(key));
    var versions =
        outcomes.stream().map(outcome -> ((Committed) outcome).version()).toList();
    assertTrue(versions.get(0) < versions.get(1), versions::toString);
  }

  @Test
  void twoCommittersOnTheSameKeys_loseNothingAndDoubleNothing() {
    var other = other(store -> store);
    int keys = 20;
    int actions = 2_000;
    List<Uni<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      var to = i % 2 == 0 ? lanes : other;
      outcomes.add(to.submit(ActionCommands.add(key + "-" + i / 2 % keys, 1)));
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
  void sameActionsThroughTwoCommitters_haveOneEffectEach() {
    var other = other(store -> store);
    int keys = 10;
    int actions = 500;
    List<Uni<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      var action = ActionCommands.add(key + "-" + i % keys, 1);
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
  void answerLostAfterTheCommit_isCommittedOnce() {
    var statements = new AtomicInteger();
    var unlucky = other(store -> new StoreWrapper(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        var committed = super.commitIfVersion(turns);
        return statements.getAndIncrement() == 0
            ? committed.chain(() -> Uni.createFrom().failure(new IOException("cut")))
            : committed;
      }
    });

    var outcome = send(unlucky, ActionCommands.add(key, 1));

    assertEquals(new Committed(1, 1, null), outcome);
    assertEquals(1, rows.version(key));
    assertEquals(2, statements.get());
  }

  @Test
  void connectionsCutUnderLoad_loseNothingAndDoubleNothing() {
    int actions = 3_000;
    List<Uni<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      outcomes.add(lanes.submitWithoutDeadline(ActionCommands.add(key + "-" + i % 30, 1)));
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

  /** The relay publishes them and takes them out of the outbox. */
  private void awaitEvents(String topic, int count) {
    await().atMost(SOON).until(() -> topics.read(topic, key).size() == count);
  }
}
