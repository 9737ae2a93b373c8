package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.Lanes.QueueFullException;
import dev.purereducer.commit.Outcome;
import dev.purereducer.commit.Outcome.Precondition;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.reduce.Reduction.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ActionReplyTest {
  private static final ActionRef ACTION = new ActionRef("k", "a", "c", null);
  private static final Outcome.Committed COMMITTED = new Outcome.Committed(3, 2, null);
  private static final Outcome.Rejected REJECTED =
      new Outcome.Rejected(3, new Rejection("too-late", "it is over"));

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of(COMMITTED, 200, false),
        Arguments.of(new Outcome.Duplicate(COMMITTED), 200, true),
        Arguments.of(REJECTED, 422, false),
        Arguments.of(new Outcome.Duplicate(REJECTED), 422, true),
        Arguments.of(new Outcome.PreconditionFailed(3, Precondition.VERSION), 412, false),
        Arguments.of(new Outcome.PreconditionFailed(3, Precondition.EPOCH), 409, false),
        Arguments.of(new Outcome.PreconditionFailed(3, Precondition.LEASE), 409, false),
        Arguments.of(new Outcome.GaveUp(3, 3), 503, false));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void outcome_hasItsStatus(Outcome outcome, int status, boolean replayed) {
    var reply = ActionReply.of(ACTION, outcome);

    assertEquals(status, reply.status());
    assertEquals(replayed, reply.replayed());
  }

  @Test
  void overloadAndOutage_areRetryable() {
    var full = ActionReply.of(ACTION, new QueueFullException("max-lane-actions"));
    var outage = ActionReply.of(ACTION, new StoreUnavailableException("no reply"));

    assertEquals("429 true", full.status() + " " + full.isRetryable());
    assertEquals("503 true", outage.status() + " " + outage.isRetryable());
    assertEquals("a", outage.problem().members().get("action_id"));
  }

  @Test
  void unexpectedFailure_hasTheCorrelationIdAndNoMessage() {
    var reply = ActionReply.of(ACTION, new IllegalStateException("SECRET"));

    assertEquals(500, reply.status());
    assertEquals("c", reply.problem().members().get("correlation_id"));
    var text = new String(reply.problem().bytes(), StandardCharsets.UTF_8);
    assertFalse(text.contains("SECRET"), text);
  }

  @Test
  void rejection_hasTheReducersCode() {
    var rejected = (ActionReply.ProblemReply) ActionReply.of(ACTION, REJECTED);

    assertEquals(
        "{\"type\":\"urn:pure-reducer:problem:rejected\",\"title\":\"The action was rejected\","
            + "\"status\":422,\"detail\":\"it is over\",\"workflow_key\":\"k\","
            + "\"action_id\":\"a\",\"correlation_id\":\"c\",\"code\":\"too-late\",\"version\":3}",
        new String(rejected.problem().bytes(), StandardCharsets.UTF_8));
  }
}
