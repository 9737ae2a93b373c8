package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.purereducer.commit.Outcome;
import dev.purereducer.commit.Outcome.Demand;
import dev.purereducer.commit.QueueFull;
import dev.purereducer.commit.StoreUnavailable;
import dev.purereducer.reduce.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswersTest {
  private static final Answers.Sent SENT = new Answers.Sent("k", "a", "c", null);
  private static final Outcome.Committed COMMITTED = new Outcome.Committed(3, 2, null);
  private static final Outcome.Rejected REJECTED =
      new Outcome.Rejected(3, new Rejection("too-late", "it is over"));

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of(COMMITTED, 200, false),
        Arguments.of(new Outcome.Duplicate(COMMITTED), 200, true),
        Arguments.of(REJECTED, 422, false),
        Arguments.of(new Outcome.Duplicate(REJECTED), 422, true),
        Arguments.of(new Outcome.Stale(3, Demand.VERSION), 412, false),
        Arguments.of(new Outcome.Stale(3, Demand.EPOCH), 409, false),
        Arguments.of(new Outcome.Stale(3, Demand.LEASE), 409, false),
        Arguments.of(new Outcome.GaveUp(3, 3), 503, false));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void outcome_isAnAnswer(Outcome outcome, int status, boolean replayed) {
    var answer = Answers.of(SENT, outcome);

    assertEquals(status, answer.status());
    assertEquals(replayed, answer.replayed());
  }

  @Test
  void overloadAndOutage_areWorthRetrying() {
    var full = Answers.of(SENT, new QueueFull("max-lane-actions"));
    var outage = Answers.of(SENT, new StoreUnavailable("no answer"));

    assertEquals("429 true", full.status() + " " + full.worthRetrying());
    assertEquals("503 true", outage.status() + " " + outage.worthRetrying());
    assertEquals("a", outage.problem().members().get("action_id"));
  }

  @Test
  void unforeseenFailure_showsTheCorrelationIdAndNoMessage() {
    var answer = Answers.of(SENT, new IllegalStateException("SECRET"));

    assertEquals(500, answer.status());
    assertEquals("c", answer.problem().members().get("correlation_id"));
    var text = new String(answer.problem().bytes(), StandardCharsets.UTF_8);
    assertFalse(text.contains("SECRET"), text);
  }

  @Test
  void rejection_hasItsCode() {
    var rejected = (Answer.Refused) Answers.of(SENT, REJECTED);

    assertEquals(
        "{\"type\":\"urn:pure-reducer:problem:rejected\",\"title\":\"The action was rejected\","
            + "\"status\":422,\"detail\":\"it is over\",\"workflow_key\":\"k\","
            + "\"action_id\":\"a\",\"correlation_id\":\"c\",\"code\":\"too-late\",\"version\":3}",
        new String(rejected.problem().bytes(), StandardCharsets.UTF_8));
  }
}
