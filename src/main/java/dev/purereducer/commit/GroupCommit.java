package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.CanonicalStore.ExhaustedTurn;
import dev.purereducer.commit.LaneQueues.InFlightTurn;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.runtime.Backoff;
import dev.purereducer.runtime.FailureText;
import dev.purereducer.runtime.LogThrottle;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The statements of a lane: how many are in flight, and the pause after a failed one. Used on the
 * lane's event loop only.
 */
final class GroupCommit {
  private static final Logger LOG = Logger.getLogger(GroupCommit.class);
  private static final LogThrottle LOG_THROTTLE = new LogThrottle();

  private static final Duration GIVE_UP_BACKOFF = Duration.ofMillis(50);
  private static final Duration GIVE_UP_BACKOFF_CAP = Duration.ofSeconds(1);

  /** A batch that failed before it was sent. */
  private static final class UnsendableBatchException extends RuntimeException {
    private UnsendableBatchException(Throwable cause) {
      super("not sent: " + FailureText.of(cause), null, false, false);
    }
  }

  private final String lane;
  private final Context context;
  private final CanonicalStore store;
  private final CommitConfig config;
  private final CommitMeters meters;
  private int inFlight;
  private boolean paused;
  private int consecutiveFailures;
  private boolean responded;

  GroupCommit(
      String lane,
      Context context,
      CanonicalStore store,
      CommitConfig config,
      CommitMeters meters) {
    this.lane = lane;
    this.context = context;
    this.store = store;
    this.config = config;
    this.meters = meters;
  }

  boolean isIdle() {
    return inFlight == 0;
  }

  boolean canSend() {
    return !paused && inFlight < config.maxInFlight();
  }

  /** Sends a batch; the result is emitted on the lane's event loop. */
  Uni<List<CommitResult>> send(List<InFlightTurn> batch) {
    inFlight++;
    long sentNanos = System.nanoTime();
    return commit(batch)
        .emitOn(signal -> context.runOnContext(_ -> signal.run()))
        .onFailure()
        .invoke(failure -> failed(batch, failure))
        .invoke(_ -> completed(batch, System.nanoTime() - sentNanos));
  }

  /** Nothing is sent if the store throws, for example because a value cannot be bound. */
  private Uni<List<CommitResult>> commit(List<InFlightTurn> batch) {
    try {
      return store.commitIfVersion(
          batch.stream().map(sent -> sent.turn().folded()).toList());
    } catch (Throwable failure) {
      return Uni.createFrom().failure(new UnsendableBatchException(failure));
    }
  }

  /** Whether the database answers: an idle lane would otherwise not notice that it cannot connect. */
  Uni<Boolean> ping() {
    return Uni.createFrom()
        .deferred(store::ping)
        .map(_ -> true)
        .onFailure()
        .invoke(failure ->
            LOG.warnf("lane=%s database does not answer: %s", lane, SqlErrors.describe(failure)))
        .onFailure()
        .recoverWithItem(false)
        .emitOn(signal -> context.runOnContext(_ -> signal.run()));
  }

  /**
   * Records a give-up, tried again for up to {@code max-wait}; the result is emitted on the lane's
   * event loop.
   */
  Uni<Void> giveUp(ExhaustedTurn exhausted) {
    return Uni.createFrom()
        .deferred(() -> store.giveUp(exhausted))
        .onFailure(failure -> !isRejected(failure))
        .retry()
        .withBackOff(GIVE_UP_BACKOFF, GIVE_UP_BACKOFF_CAP)
        .expireIn(config.maxWait().toMillis())
        .onFailure(
            failure -> failure instanceof IllegalStateException && failure.getCause() != null)
        .transform(Throwable::getCause) // the reason why the retries were exhausted
        .emitOn(signal -> context.runOnContext(_ -> signal.run()));
  }

  private void completed(List<InFlightTurn> batch, long tookNanos) {
    inFlight--;
    consecutiveFailures = 0;
    responded = true;
    int actions = batch.stream().mapToInt(sent -> sent.turn().actions().size()).sum();
    meters.statementCompleted(Duration.ofNanos(tookNanos), batch.size(), actions);
  }

  private void failed(List<InFlightTurn> batch, Throwable failure) {
    inFlight--;
    if (!isRejected(failure)) {
      meters.outage();
      responded |= SqlErrors.isLockTimeout(failure);
      LOG.warnf(
          "lane=%s turns=%d statement failed, will be retried: %s",
          lane, batch.size(), SqlErrors.describe(failure));
      return;
    }
    responded = true;
    meters.batchRejected();
    if (!isHarmless(batch, failure) && LOG_THROTTLE.tryAcquire()) {
      var first = batch.getFirst().turn();
      LOG.warnf(
          "lane=%s turns=%d workflow_key=%s action_id=%s batch cannot be stored: %s",
          lane,
          batch.size(),
          first.workflowKey(),
          first.folded().results().getFirst().action().actionId(),
          FailureText.of(failure));
    }
  }

  /**
   * Another instance has just recorded the same action: the next attempt finds its outcome. A turn
   * that meets this alone, again, is worth a line.
   */
  private static boolean isHarmless(List<InFlightTurn> batch, Throwable failure) {
    return SqlErrors.isDuplicate(failure) && !batch.getFirst().turn().isIsolated();
  }

  /**
   * The content of the batch is at fault, not the database's availability: the same statement would
   * fail again. That is also so for every failure that no outage explains.
   */
  static boolean isRejected(Throwable failure) {
    return leftNothing(failure) || !(failure instanceof PgException || SqlErrors.isOutage(failure));
  }

  /** It is known that the batch was not committed. */
  static boolean leftNothing(Throwable failure) {
    return failure instanceof UnsendableBatchException || SqlErrors.isDataError(failure);
  }

  /** Sends nothing for a while, which grows with consecutive failures; then runs {@code resume}. */
  void pause(Runnable resume) {
    consecutiveFailures++;
    if (paused) {
      return;
    }
    paused = true;
    var backoff = new Backoff(config.backoffBase(), config.outageBackoffCap());
    long pauseMillis = backoff.longest(consecutiveFailures).toMillis();
    context
        .owner()
        .setTimer(
            pauseMillis,
            _ -> context.runOnContext(_ -> {
              paused = false;
              resume.run();
            }));
  }

  /** Whether the database has responded since the last call. */
  boolean takeResponded() {
    boolean taken = responded;
    responded = false;
    return taken;
  }
}
