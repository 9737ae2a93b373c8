package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.LaneQueues.InFlightTurn;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.runtime.Backoff;
import dev.purereducer.runtime.LogThrottle;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
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
    return store
        .commitIfVersion(batch.stream().map(sent -> sent.turn().folded()).toList())
        .emitOn(signal -> context.runOnContext(_ -> signal.run()))
        .onFailure()
        .invoke(failure -> failed(batch, failure))
        .invoke(_ -> completed(batch, System.nanoTime() - sentNanos));
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
      LOG.warnf(
          "lane=%s turns=%d statement failed, will be retried: %s", lane, batch.size(), failure);
      return;
    }
    responded = true;
    meters.batchRejected();
    if (LOG_THROTTLE.tryAcquire()) {
      LOG.warnf("lane=%s turns=%d batch rejected by the database: %s", lane, batch.size(), failure);
    }
  }

  /** The database rejects the content of the batch: the same statement would fail again. */
  static boolean isRejected(Throwable failure) {
    return SqlErrors.isDataError(failure);
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
