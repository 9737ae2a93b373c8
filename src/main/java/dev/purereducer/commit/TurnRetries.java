package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.ExhaustedTurn;
import dev.purereducer.commit.LaneQueues.InFlightTurn;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.runtime.LogThrottle;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Further attempts of a turn after a conflict, and its give-up after the last. One thread only. */
final class TurnRetries {
  private static final Logger LOG = Logger.getLogger(TurnRetries.class);
  private static final LogThrottle LOG_THROTTLE = new LogThrottle();

  /**
   * Pause of a workflow whose row another transaction has locked: while its statement waits for the
   * lock, the others of its lane wait too.
   */
  private static final Duration LOCK_PAUSE = Duration.ofSeconds(5);

  /** The lane's steps that a retry leads to. */
  interface LaneSteps {
    /** Runs a step on the lane's event loop. */
    void onLane(Runnable step);

    void enqueueReady(KeyQueue queue);

    void flushSoon();

    void follow(InFlightTurn turn, Supplier<NextStep> step);

    void notifyRelay();
  }

  private final LaneSteps lane;
  private final GroupCommit groupCommit;
  private final ConflictRetry conflictRetry;
  private final CommitResultHandler results;

  TurnRetries(
      LaneSteps lane,
      GroupCommit groupCommit,
      ConflictRetry conflictRetry,
      CommitResultHandler results) {
    this.lane = lane;
    this.groupCommit = groupCommit;
    this.conflictRetry = conflictRetry;
    this.results = results;
  }

  /** The guard starts the next attempt, or fails after the last. A turn enters it once. */
  void retryAfterConflict(InFlightTurn sent) {
    if (sent.turn().failRetry()) {
      return;
    }
    conflictRetry
        .retryAfterConflict(() -> nextAttempt(sent))
        .subscribe()
        .with(_ -> {}, _ -> lane.onLane(() -> exhausted(sent)));
  }

  /** Sends a turn whose row another transaction has locked again, after the other workflows. */
  void retryAfterPause(InFlightTurn locked) {
    Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(LOCK_PAUSE)
        .subscribe()
        .with(_ -> lane.onLane(() -> lane.enqueueReady(locked.queue())));
    lane.flushSoon();
  }

  /** An attempt in the lane's next statement; ends when the result of that is applied. */
  private Uni<Void> nextAttempt(InFlightTurn sent) {
    return Uni.createFrom()
        .emitter(emitter -> lane.onLane(() -> {
          sent.turn().startRetry(emitter);
          lane.enqueueReady(sent.queue());
        }));
  }

  private void exhausted(InFlightTurn sent) {
    lane.follow(sent, () -> results.retriesExhausted(sent.queue(), sent.turn()));
  }

  /**
   * Callers get their outcome when the give-up is recorded: until then the key has no next turn.
   */
  void giveUp(InFlightTurn sent, ExhaustedTurn exhausted) {
    groupCommit
        .giveUp(exhausted)
        .subscribe()
        .with(
            _ -> lane.onLane(() -> {
              lane.notifyRelay();
              lane.follow(sent, () -> results.gaveUp(sent.turn(), exhausted));
            }),
            failure -> lane.onLane(() -> giveUpFailed(sent, failure)));
  }

  /**
   * Actions past their deadline fail; for the others the give-up is tried again, unless it can never
   * be recorded.
   */
  private void giveUpFailed(InFlightTurn sent, Throwable failure) {
    if (GroupCommit.isRejected(failure)) {
      lane.follow(sent, () -> results.failTurn(sent.turn(), failure));
      return;
    }
    if (LOG_THROTTLE.tryAcquire()) {
      LOG.errorf(
          "workflow_key=%s dead letters of a give-up could not be written: %s",
          sent.turn().workflowKey(), SqlErrors.describe(failure));
    }
    exhausted(sent);
  }
}
