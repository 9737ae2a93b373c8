package dev.purereducer.commit;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters of actions whose retries are exhausted. */
@QuarkusTest
class GaveUpDeadLetterTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final String key = "gave-up:" + UUID.randomUUID();
  private final ActionCommand action = ActionCommandBuilder.add(key, 1);

  @Inject
  Lanes lanes;

  @Inject
  TestLanes testLanes;

  @Inject
  StoredRows rows;

  private Lanes conflicting;

  @BeforeEach
  void giveUp() {
    send(lanes, ActionCommandBuilder.add(key, 1));
    conflicting = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return lanes
            .submit(ActionCommandBuilder.add(key, 100))
            .chain(() -> super.commitIfVersion(turns));
      }
    });
    assertInstanceOf(Outcome.GaveUp.class, send(conflicting, action));
  }

  @AfterEach
  void stop() {
    conflicting.stop(null);
  }

  @Test
  void gaveUpAction_isCommittedByARedrive() {
    long before = rows.version(key);
    long id = deadLetterId();

    given()
        .post("/v1/dead-letters/{id}/redrive", id)
        .then()
        .statusCode(200)
        .body("action_id", equalTo(action.actionId()))
        .body("version", equalTo((int) before + 1));

    given()
        .get("/v1/dead-letters/{id}", id)
        .then()
        .body("state", equalTo("redriven"))
        .body("reason", equalTo("gave-up"))
        .body("attempts", equalTo(RaceTest.ATTEMPTS))
        .body("redrives.outcome", contains("committed"));
  }

  @Test
  void giveUpWhoseResponseWasLost_isRecordedOnce() {
    var lost = new AtomicInteger();
    var losing = testLanes.create(store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return lanes
            .submit(ActionCommandBuilder.add(key, 100))
            .chain(() -> super.commitIfVersion(turns));
      }

      @Override
      public Uni<Void> giveUp(CanonicalStore.ExhaustedTurn turn) {
        return super.giveUp(turn)
            .chain(() -> lost.incrementAndGet() < 3
                ? Uni.createFrom().failure(new IOException("response lost"))
                : Uni.createFrom().voidItem());
      }
    });
    var again = ActionCommandBuilder.add(key, 1);

    var outcome = losing.submitWithoutDeadline(again).await().atMost(SOON);

    assertInstanceOf(Outcome.GaveUp.class, outcome);
    var deadLetters = "SELECT id FROM dead_letter WHERE workflow_key = $1 AND action_id = '%s'";
    assertEquals(1, rows.select(deadLetters.formatted(again.actionId()), key).size());
    losing.stop(null);
  }

  @Test
  void redriveOfAnActionThatWasSentAgain_isADuplicate() {
    send(lanes, action);
    long before = rows.version(key);

    given()
        .post("/v1/dead-letters/{id}/redrive", deadLetterId())
        .then()
        .statusCode(200)
        .header("Idempotency-Replayed", "true")
        .body("version", equalTo((int) before));

    assertEquals(before, rows.version(key));
  }

  @Test
  void gaveUpAction_isShownAsGaveUp() {
    outcome("gave-up");
  }

  @Test
  void gaveUpActionThatWasRedriven_isShownAsCommitted_alsoWhenItsIdHasExpired() {
    given().post("/v1/dead-letters/{id}/redrive", deadLetterId()).then().statusCode(200);
    outcome("committed");

    forgetIds();

    outcome("committed").body("version", equalTo(rows.version(key).intValue()));
  }

  @Test
  void gaveUpActionThatWasSentAgain_isShownAsCommitted_alsoWhenItsIdHasExpired() {
    send(lanes, action);
    outcome("committed");

    forgetIds();

    outcome("committed").body("version", equalTo(rows.version(key).intValue()));
  }

  @Test
  void redriveWithoutACommit_isNotShownAsGaveUp() {
    rows.select("UPDATE dead_letter SET redriven_at = now() WHERE workflow_key = $1", key);

    given()
        .get("/v1/actions/{id}?workflow_key={key}", action.actionId(), key)
        .then()
        .statusCode(404)
        .body("type", endsWith("not-settled"));
  }

  private ValidatableResponse outcome(String expected) {
    return given()
        .get("/v1/actions/{id}?workflow_key={key}", action.actionId(), key)
        .then()
        .statusCode(200)
        .body("outcome", equalTo(expected));
  }

  private void forgetIds() {
    rows.select("DELETE FROM action_dedup WHERE workflow_key = $1", key);
  }

  private long deadLetterId() {
    return given()
        .get("/v1/dead-letters?state=open&reason=gave-up&workflow_key={key}", key)
        .then()
        .statusCode(200)
        .extract()
        .<Integer>path("items[0].id");
  }

  private static Outcome send(Lanes to, ActionCommand command) {
    return to.submit(command).await().atMost(SOON);
  }
}
