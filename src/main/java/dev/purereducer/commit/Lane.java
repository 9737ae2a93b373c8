package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.CanonicalStore.ExhaustedTurn;
import dev.purereducer.commit.LaneQueues.InFlightTurn;
import dev.purereducer.event.OutboxSignal;
import dev.purereducer.hotkey.HotKeys.HotKeyWindow;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.VertxInternals;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A shard of the commit path: the workflows that hash to it, on one event loop, without locks.
 *
 * <p>A workflow has at most one turn in flight, so this process never conflicts with itself. Turns
 * that are ready together go to the database in one statement, and the next statement is sent when
 * one of the few in flight has returned. Batches therefore grow with the load; an idle lane lingers
 * only while a burst is arriving.
 */
final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);

  /** The interval of the burst detection. A Vert.x timer has at least a millisecond. */
  private static final Duration POLL = Duration.ofNanos(300_000);

  private static final Duration GIVE_UP_BACKOFF = Duration.ofMillis(50);
  private static final Duration GIVE_UP_BACKOFF_CAP = Duration.ofSeconds(1);

  private final String name;
  private final Context context;
  private final CommitConfig config;
  private final CanonicalStore store;
  private final GroupCommit groupCommit;
  private final ConflictRetry conflictRetry;
  private final LaneQueues queues;
  private final CommitResultHandler results;
  private final LaneCapacity capacity;
  private final BurstDetector burst;
  private final HotKeyWindow hotKeys;
  private final CommitMeters meters;
  private final OutboxSignal outboxSignal;
  private final Heartbeats heartbeats;
  private final long heartbeatTimer;
  private boolean flushQueued;

  Lane(String name, Context context, CanonicalStore store, Lanes.LaneDependencies shared) {
    this.name = name;
    this.context = context;
    this.store = store;
    this.config = shared.config();
    this.conflictRetry = shared.conflictRetry();
    this.meters = shared.meters();
    this.outboxSignal = shared.outboxSignal();
    this.heartbeats = shared.heartbeats();
    this.hotKeys = shared.hotKeys().newWindow();
    this.capacity = new LaneCapacity(config);
    this.groupCommit = new GroupCommit(name, context, store, config, meters);
    this.burst = new BurstDetector(config.linger());
    var baselines = new BaselineCache(LaneCapacity.bytesPerLane(config.baselineBytes(), config));
    this.results = new CommitResultHandler(shared.reducers(), baselines, capacity, meters, hotKeys);
    var planner = new TurnPlanner(shared.reducers(), ActionFold.FoldLimits.of(config));
    this.queues = new LaneQueues(config, planner, results);
    meters.watchLane(capacity, name, LaneCapacity::actions, LaneCapacity::bytes);
    heartbeats.record("lane-" + name);
    heartbeatTimer = context
        .owner()
        .setPeriodic(HEARTBEAT_INTERVAL.toMillis(), _ -> onLane(this::reportHeartbeat));
  }

  /** Queues the action. From any thread; two calls from one thread keep their order. */
  void submit(PendingAction action) {
    var exceeded = capacity.tryAcquire(action);
    if (exceeded != null) {
      refuse(action, exceeded);
    } else {
      onLane(() -> enqueue(action));
    }
  }

  /** The number of actions in the lane, queued or in flight. From any thread. */
  int actions() {
    return capacity.actions();
  }

  void close() {
    context.owner().cancelTimer(heartbeatTimer);
    heartbeats.remove("lane-" + name);
    onLane(() -> store
        .close()
        .subscribe()
        .with(_ -> {}, failure -> LOG.debugf("lane=%s close failed: %s", name, failure)));
  }

  private void onLane(Runnable work) {
    context.runOnContext(_ -> work.run());
  }

  private void enqueue(PendingAction action) {
    var queue = queues.of(action.command().workflowKey());
    if (queue.waiting() >= config.maxKeyActions() && !action.hasNoDeadline()) {
      capacity.release(action);
      refuse(action, "max-key-actions");
      return;
    }
    queue.add(action);
    if (queue.turn() == null && !queue.isCoolingDown()) {
      enqueueReady(queue);
    }
  }

  private void refuse(PendingAction action, String exceededBound) {
    meters.queueFull();
    action.fail(new Lanes.QueueFullException(exceededBound));
  }

  private void enqueueReady(KeyQueue queue) {
    queues.markReady(queue);
    flushSoon();
  }

  /** Ends the key's turn; after failures the key cools down before its next one. */
  private void endTurn(KeyQueue queue) {
    long cooldownMillis = queue.cooldownMillis();
    queue.endTurn();
    if (cooldownMillis > 0) {
      queue.coolingDown(true);
      context.owner().setTimer(cooldownMillis, _ -> onLane(() -> endCooldown(queue)));
    } else {
      continueWith(queue);
    }
  }

  private void endCooldown(KeyQueue queue) {
    queue.coolingDown(false);
    continueWith(queue);
  }

  private void continueWith(KeyQueue queue) {
    if (queue.isEmpty()) {
      queues.remove(queue);
    } else {
      enqueueReady(queue);
    }
  }

  /**
   * Flushes behind the events that the loop has queued: what arrives together shares a statement.
   */
  private void flushSoon() {
    if (!flushQueued) {
      flushQueued = true;
      burst.begin(System.nanoTime());
      onLane(this::flushUnlessMoreArrive);
    }
  }

  /** Only an idle lane lingers: during a statement, a burst accumulates anyway. */
  private void flushUnlessMoreArrive() {
    if (groupCommit.isIdle() && burst.shouldWait(actionsBeyondFirstPerKey(), System.nanoTime())) {
      VertxInternals.schedule(context, POLL, () -> onLane(this::flushUnlessMoreArrive));
    } else {
      flushQueued = false;
      flush();
    }
  }

  private void flush() {
    while (groupCommit.canSend() && queues.hasReady()) {
      var batch = queues.nextBatch();
      if (!batch.isEmpty()) {
        send(batch);
      }
    }
  }

  private void send(List<InFlightTurn> batch) {
    groupCommit
        .send(batch)
        .subscribe()
        .with(committed -> applyAll(batch, committed), failure -> retry(batch, failure));
  }

  private void applyAll(List<InFlightTurn> batch, List<CommitResult> committed) {
    boolean wroteEvents = false;
    for (int i = 0; i < batch.size(); i++) {
      var sent = batch.get(i);
      var result = committed.get(i);
      follow(sent, results.apply(sent.turn(), result));
      wroteEvents |= wroteEvents(sent, result);
    }
    flush();
    if (wroteEvents) {
      notifyRelay();
    }
  }

  private static boolean wroteEvents(InFlightTurn sent, CommitResult result) {
    return result instanceof CommitResult.Applied
        && !sent.turn().folded().events().isEmpty();
  }

  private void follow(InFlightTurn sent, NextStep step) {
    switch (step) {
      case NextStep.Done _ -> endTurn(sent.queue());
      case NextStep.RetryNow _ -> enqueueReady(sent.queue());
      case NextStep.RetryAfterConflict _ -> retryAfterConflict(sent);
      case NextStep.GiveUp(var exhausted) -> giveUp(sent, exhausted);
    }
  }

  /** The guard starts the next attempt, or fails after the last. A turn enters it once. */
  private void retryAfterConflict(InFlightTurn sent) {
    if (sent.turn().failRetry()) {
      return;
    }
    conflictRetry
        .retryAfterConflict(() -> nextAttempt(sent))
        .subscribe()
        .with(
            _ -> {},
            _ -> onLane(() -> follow(sent, results.retriesExhausted(sent.queue(), sent.turn()))));
  }

  /** An attempt in the lane's next statement; ends when the result of that is applied. */
  private Uni<Void> nextAttempt(InFlightTurn sent) {
    return Uni.createFrom()
        .emitter(emitter -> onLane(() -> {
          sent.turn().startRetry(emitter);
          enqueueReady(sent.queue());
        }));
  }

  /**
   * Callers get their outcome when the give-up is recorded: until then the key has no next turn.
   */
  private void giveUp(InFlightTurn sent, ExhaustedTurn exhausted) {
    store
        .giveUp(exhausted)
        .onFailure()
        .retry()
        .withBackOff(GIVE_UP_BACKOFF, GIVE_UP_BACKOFF_CAP)
        .expireIn(config.maxWait().toMillis())
        .subscribe()
        .with(
            _ -> onLane(() -> {
              notifyRelay();
              follow(sent, results.gaveUp(sent.turn(), exhausted));
            }),
            failure -> onLane(() -> giveUpFailed(sent, failure)));
  }

  /** Actions past their deadline fail; for the others the give-up is tried again. */
  private void giveUpFailed(InFlightTurn sent, Throwable failure) {
    LOG.errorf(
        "workflow_key=%s dead letters could not be written: %s",
        sent.turn().workflowKey(), failure);
    follow(sent, results.retriesExhausted(sent.queue(), sent.turn()));
  }

  private void notifyRelay() {
    outboxSignal.signal(actionsBeyondFirstPerKey());
  }

  /**
   * The number of queued actions beyond the first of each key. By lingering, they are committed
   * with the first, and share its event.
   */
  private int actionsBeyondFirstPerKey() {
    return capacity.actions() - queues.keys();
  }

  /** Sends the turns of a failed statement again, before all others. */
  private void retry(List<InFlightTurn> batch, Throwable failure) {
    if (GroupCommit.isRejected(failure)) {
      results.isolate(batch);
    } else {
      batch.forEach(sent -> sent.turn().markOutcomeUnknown());
      queues.failExpired();
      groupCommit.pause(this::flush);
    }
    queues.markReadyFirst(batch);
    flushSoon();
  }

  /**
   * Reports only if the database has responded since the last heartbeat, or nothing is queued. The
   * timer is not a {@code runtime.Loop}: queues and hot keys are for this lane's event loop only.
   */
  private void reportHeartbeat() {
    hotKeys.publish(System.nanoTime());
    if (groupCommit.takeResponded() || queues.isEmpty()) {
      heartbeats.record("lane-" + name);
    }
  }
}
