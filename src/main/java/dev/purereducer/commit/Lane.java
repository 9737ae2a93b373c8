package dev.purereducer.commit;

import dev.purereducer.commit.ActionFold.FoldDependencies;
import dev.purereducer.commit.ActionFold.FoldLimits;
import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.LaneQueues.InFlightTurn;
import dev.purereducer.commit.TurnRetries.LaneSteps;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.event.OutboxSignal;
import dev.purereducer.hotkey.HotKeys.HotKeyWindow;
import dev.purereducer.runtime.FailureText;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.VertxInternals;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A shard of the commit path: the workflows that hash to it, on one event loop, without locks.
 *
 * <p>A workflow has at most one turn in flight, so this process never conflicts with itself. Turns
 * that are ready together go to the database in one statement, and the next one is sent when one of
 * the few in flight has returned. Batches grow with the load; an idle lane lingers in bursts only.
 */
final class Lane implements LaneSteps {
  private static final Logger LOG = Logger.getLogger(Lane.class);
  private static final long HEARTBEAT_MILLIS = 1_000;

  /** Of the burst detection. A Vert.x timer has at least a millisecond. */
  private static final Duration POLL = Duration.ofNanos(300_000);

  private final String name;
  private final Context context;
  private final CommitConfig config;
  private final CanonicalStore store;
  private final GroupCommit groupCommit;
  private final TurnRetries retries;
  private final LaneQueues queues;
  private final CommitResultHandler results;
  private final LaneCapacity capacity;
  private final DeadlineTimer deadlines;
  private final BurstDetector burst;
  private final HotKeyWindow hotKeys;
  private final CommitMeters meters;
  private final OutboxSignal outboxSignal;
  private final Heartbeats heartbeats;
  private final ReducerCall call;
  private final long heartbeatTimer;
  private boolean flushQueued;
  private boolean pinging;

  Lane(String name, Context context, CanonicalStore store, Lanes.LaneDependencies shared) {
    this.name = name;
    this.context = context;
    this.store = store;
    this.config = shared.config();
    this.meters = shared.meters();
    this.outboxSignal = shared.outboxSignal();
    this.heartbeats = shared.heartbeats();
    this.hotKeys = shared.hotKeys().newWindow();
    this.call = shared.reducerWatch().watch(name);
    this.capacity = new LaneCapacity(config, call);
    this.groupCommit = new GroupCommit(name, context, store, config, meters);
    this.burst = new BurstDetector(config.linger());
    var baselines = new BaselineCache(LaneCapacity.bytesPerLane(config.baselineBytes(), config));
    var fold = new FoldDependencies(shared.reducers(), FoldLimits.of(config), call);
    this.results = new CommitResultHandler(
        fold, baselines, capacity, meters, hotKeys, shared.kafka().versionWait());
    this.retries = new TurnRetries(this, groupCommit, shared.conflictRetry(), results);
    this.queues = new LaneQueues(config, shared.clock()::now, new TurnPlanner(fold), results);
    this.deadlines = new DeadlineTimer(context, this::failExpired);
    meters.watchLane(capacity, name, LaneCapacity::actions, LaneCapacity::bytes);
    heartbeats.record("lane-" + name);
    heartbeatTimer =
        context.owner().setPeriodic(HEARTBEAT_MILLIS, _ -> onLane(this::reportHeartbeat));
  }

  /** Queues the action. From any thread; two calls from one thread keep their order. */
  void submit(PendingAction action) {
    var exceeded = capacity.tryAcquire(action);
    if (exceeded == null) {
      onLane(() -> enqueue(action));
    } else if (action.hasSender()) {
      onLane(() -> refuse(action, exceeded)); // behind the sender's earlier actions
    } else {
      refuse(action, exceeded);
    }
  }

  /** The number of actions in the lane, queued or in flight. From any thread. */
  int actions() {
    return capacity.actions();
  }

  void close() {
    call.close();
    context.owner().cancelTimer(heartbeatTimer);
    heartbeats.remove("lane-" + name);
    onLane(() -> store
        .close()
        .subscribe()
        .with(_ -> {}, failure -> LOG.debugf("lane=%s close failed: %s", name, failure)));
  }

  /** Runs a step on the lane's event loop. A failure of it ends the step, and not the lane. */
  @Override
  public void onLane(Runnable step) {
    context.runOnContext(_ -> {
      try {
        step.run();
      } catch (Throwable e) {
        LOG.errorf("lane=%s step failed: %s", name, FailureText.of(e));
      }
    });
  }

  private void enqueue(PendingAction action) {
    if (action.isHeldBack()) {
      results.failHeldBack(List.of(action));
      return;
    }
    var queue = queues.of(action.command().workflowKey());
    if (queue.waiting() >= config.maxKeyActions() && !action.hasNoDeadline()) {
      capacity.release(action);
      refuse(action, "max-key-actions");
      return;
    }
    queue.add(action);
    deadlines.add(action);
    if (queue.turn() == null && !queue.isCoolingDown()) {
      enqueueReady(queue);
    }
  }

  private long failExpired() {
    queues.failExpired();
    return queues.earliestDeadline();
  }

  private void refuse(PendingAction action, String exceededBound) {
    meters.queueFull();
    action.fail(new Lanes.QueueFullException(exceededBound));
  }

  @Override
  public void enqueueReady(KeyQueue queue) {
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
  @Override
  public void flushSoon() {
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
      var result = i < committed.size() ? committed.get(i) : null;
      follow(sent, () -> results.apply(sent.turn(), Objects.requireNonNull(result, "no result")));
      wroteEvents |= sent.wroteEvents(result);
    }
    flush();
    if (wroteEvents) {
      notifyRelay();
    }
  }

  /** Takes the turn's next step; a failure of that is a failure of this turn only. */
  @Override
  public void follow(InFlightTurn sent, Supplier<NextStep> step) {
    try {
      switch (step.get()) {
        case NextStep.Done _ -> endTurn(sent.queue());
        case NextStep.RetryNow _ -> enqueueReady(sent.queue());
        case NextStep.RetryAfterConflict _ -> retries.retryAfterConflict(sent);
        case NextStep.GiveUp(var exhausted) -> retries.giveUp(sent, exhausted);
      }
    } catch (Throwable e) {
      results.failTurn(sent.turn(), e);
      endTurn(sent.queue());
    }
  }

  @Override
  public void notifyRelay() {
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
    if (!GroupCommit.leftNothing(failure)) {
      batch.forEach(sent -> sent.turn().markOutcomeUnknown());
    }
    boolean locked = SqlErrors.isLockTimeout(failure);
    if (locked && batch.size() == 1) {
      retries.retryAfterPause(batch.getFirst());
      return;
    }
    if (locked || GroupCommit.isRejected(failure)) {
      results.isolate(batch);
    } else {
      queues.failExpired();
      groupCommit.pause(this::flush);
    }
    queues.markReadyFirst(batch);
    flushSoon();
  }

  /**
   * Reports only if the database has responded since the last heartbeat; an idle lane asks it. The
   * timer is not a {@code runtime.Loop}: queues and hot keys are for this lane's event loop only.
   */
  private void reportHeartbeat() {
    hotKeys.publish(System.nanoTime());
    if (groupCommit.takeResponded()) {
      heartbeats.record("lane-" + name);
    } else if (queues.isEmpty() && !pinging) {
      pinging = true;
      groupCommit.ping().subscribe().with(this::pinged);
    }
  }

  private void pinged(boolean responded) {
    pinging = false;
    if (responded && !call.isClosed()) {
      heartbeats.record("lane-" + name);
    }
  }
}
