package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.CanonicalStore.CommitResult.VersionConflict;
import dev.purereducer.commit.CanonicalStore.ExhaustedTurn;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.database.StoreUnavailableException;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures of every kind at every step of a lane: the action at fault fails, the others go on. */
@QuarkusTest
class LaneSurvivalTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String key = "survival:" + UUID.randomUUID();
  private final String badKey = key + "-bad";

  @Inject
  TestLanes testLanes;

  @Inject
  StoredRows rows;

  static Stream<Throwable> failures() {
    return Stream.of(
        new AssertionError("injected"),
        new IllegalStateException("injected"),
        new StackOverflowError("injected"),
        new OutOfMemoryError("injected"),
        new IOException("injected"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void batchThatCannotBeBound_failsTheActionAtFaultOnly(Throwable failure) {
    var lanes = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return isBad(turns)
            ? LaneSurvivalTest.<RuntimeException, Uni<List<CommitResult>>>sneak(failure)
            : super.commitIfVersion(turns);
      }
    });

    var outcomes = sendAmongOthers(lanes);

    assertInstanceOf(Rejected.class, outcomes);
    lanes.stop(null);
  }

  @Test
  void statementThatFailsWithAnError_failsTheActionAtFaultOnly() {
    var lanes = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return isBad(turns)
            ? Uni.createFrom().failure(new AssertionError("injected"))
            : super.commitIfVersion(turns);
      }
    });

    assertInstanceOf(StoreUnavailableException.class, sendAmongOthers(lanes));
    lanes.stop(null);
  }

  @Test
  void responseThatCannotBeRead_afterTheCommit_completesEveryAction() {
    var lanes = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return super.commitIfVersion(turns).map(results -> {
          if (results.stream().allMatch(CommitResult.Applied.class::isInstance)) {
            throw new AssertionError("injected");
          }
          return results;
        });
      }
    });

    assertInstanceOf(Committed.class, sendAmongOthers(lanes));
    lanes.stop(null);
  }

  @Test
  void responseWithTooFewResults_failsTheTurnsWithoutOne() {
    var lanes = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return isBad(turns)
            ? super.commitIfVersion(turns).map(_ -> List.of())
            : super.commitIfVersion(turns);
      }
    });

    var outcome = lanes.submit(ActionCommandBuilder.add(badKey, 1));

    assertThrows(StoreUnavailableException.class, () -> outcome.await().atMost(SOON));
    assertOthersGoOn(lanes);
    lanes.stop(null);
  }

  @Test
  void giveUpThatCannotBeRecorded_failsItsActionsOnly() {
    var lanes = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return isBad(turns)
            ? Uni.createFrom()
                .item(turns.stream()
                    .<CommitResult>map(_ -> new VersionConflict(null, List.of()))
                    .toList())
            : super.commitIfVersion(turns);
      }

      @Override
      public Uni<Void> giveUp(ExhaustedTurn turn) {
        throw new AssertionError("injected");
      }
    });

    var outcome = lanes.submitWithoutDeadline(ActionCommandBuilder.add(badKey, 1));

    assertThrows(StoreUnavailableException.class, () -> outcome.await().atMost(SOON));
    assertOthersGoOn(lanes);
    lanes.stop(null);
  }

  @Test
  void callerThatThrowsOnItsOutcome_changesNothingForOthers() {
    var lanes = testLanes.create(store -> store);
    lanes
        .submit(ActionCommandBuilder.add(badKey, 1))
        .subscribe()
        .with(
            _ -> {
              throw new AssertionError("injected");
            },
            _ -> {});

    assertOthersGoOn(lanes);
    assertEquals(1, rows.version(badKey));
    lanes.stop(null);
  }

  private boolean isBad(List<FoldedTurn> turns) {
    return turns.stream().anyMatch(turn -> turn.workflowKey().equals(badKey));
  }

  /** Sends an action of the bad key among others; returns its outcome or failure. */
  private Object sendAmongOthers(Lanes lanes) {
    var others = IntStream.range(0, 20)
        .mapToObj(i -> lanes
            .submit(ActionCommandBuilder.add(key + "-" + i % 5, 1))
            .subscribeAsCompletionStage())
        .toList();
    var bad = lanes
        .submitWithoutDeadline(ActionCommandBuilder.add(badKey, 1))
        .map(outcome -> (Object) outcome)
        .onFailure()
        .recoverWithItem(failure -> failure)
        .await()
        .atMost(SOON);
    others.forEach(other -> assertInstanceOf(Committed.class, other.join()));
    assertOthersGoOn(lanes);
    return bad;
  }

  private void assertOthersGoOn(Lanes lanes) {
    var after = lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);
    assertInstanceOf(Committed.class, after);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable, T> T sneak(Throwable failure) throws E {
    throw (E) failure;
  }
}
