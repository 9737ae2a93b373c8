package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.history.StoredWorkflow;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two instances that settle one action id at the same moment agree, also on rejections, which do not
 * raise the version that orders commits.
 */
@QuarkusTest
class SameIdTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int ROUNDS = 40;
  private static final String ACCEPTED = "{}";
  private static final String REJECTED = "[]";

  private final String prefix = StoredWorkflow.uniqueKey("same-id");

  @Inject
  Lanes first;

  @Inject
  TestLanes testLanes;

  @Inject
  Pool pool;

  private Lanes second;

  @BeforeEach
  void startSecondInstance() {
    second = testLanes.create(store -> store);
  }

  @AfterEach
  void stopSecondInstance() {
    TestLanes.stop(second);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoRejections_areOneAndItsRepeat(boolean workflowExists) {
    for (int round = 0; round < ROUNDS; round++) {
      var outcomes = settle(key(round, workflowExists), REJECTED, REJECTED);

      long repeats = outcomes.stream().filter(Duplicate.class::isInstance).count();
      assertEquals(1, repeats, () -> "round with " + outcomes);
      outcomes.forEach(outcome -> assertEquals("bad-payload", code(outcome)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void commitAndRejection_ofOneId_haveOneWinner(boolean workflowExists) {
    for (int round = 0; round < ROUNDS; round++) {
      var key = key(round, workflowExists);
      var outcomes = settle(key, ACCEPTED, REJECTED);

      boolean committed = outcomes.getFirst() instanceof Committed;
      var winner = committed ? "committed" : "bad-payload";
      var loser = "action-id-reused";
      assertEquals(
          committed ? List.of(winner, loser) : List.of(loser, winner),
          outcomes.stream().map(SameIdTest::code).toList());
      assertEquals(committed ? 1 : 0, historyRows(key));
    }
  }

  private List<Outcome> settle(String key, String firstPayload, String secondPayload) {
    return Uni.join()
        .all(first.submit(action(key, firstPayload)), second.submit(action(key, secondPayload)))
        .andFailFast()
        .await()
        .atMost(SOON);
  }

  private String key(int round, boolean exists) {
    var key = prefix + "-" + round;
    if (exists) {
      assertInstanceOf(
          Committed.class,
          first.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON));
    }
    return key;
  }

  private static ActionCommand action(String key, String payload) {
    return ActionCommandBuilder.of(key, "counter", payload).id("same").build();
  }

  private static String code(Outcome outcome) {
    return switch (outcome) {
      case Committed _ -> "committed";
      case Rejected rejected -> rejected.reason().code();
      case Duplicate(Outcome.Settled settled) -> code(settled);
      case Outcome.PreconditionFailed _, Outcome.GaveUp _ -> outcome.toString();
    };
  }

  private long historyRows(String key) {
    return pool.preparedQuery("""
            SELECT count(*) FROM workflow_history WHERE workflow_key = $1 AND action_id = 'same'
            """)
        .execute(Tuple.of(key))
        .await()
        .atMost(SOON)
        .iterator()
        .next()
        .getLong(0);
  }
}
