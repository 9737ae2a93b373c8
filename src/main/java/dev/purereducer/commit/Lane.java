package dev.purereducer.commit;

import dev.purereducer.event.OutboxSignal;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.LogThrottle;
import dev.purereducer.runtime.VertxInternals;
import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A shard of the commit path: the keys that hash to it, on one event loop, without locks.
 *
 * <p>A key has at most one turn under way, so this process never races with itself. Turns that are
 * ready together go to the store in one statement, and a statement goes as soon as one of the few
 * that may be under way has come back: batches grow by themselves under load, and an idle lane
 * waits for nothing but the rest of a burst.
 */
final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);
  private static final LogThrottle LOG_THROTTLE = new LogThrottle();
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** Between two looks at a burst; a timer of Vert.x could not be shorter than a millisecond. */
  private static final Duration POLL = Duration.ofNanos(300_000);

  private final String name;
  private final Context context;
  private final CommitConfig config;
  private final CanonicalStore store;
  private final TurnPlanner folder;
  private final CommitResultHandler settlement;
  private final LaneCapacity load;
  private final BurstDetector arrivals;
  private final CommitMeters meters;
  private final OutboxSignal doorbell;
  private final Heartbeats heartbeats;
  private final Map<String, KeyQueue> queues = new HashMap<>();
  private final Deque<KeyQueue> ready = new ArrayDeque<>();
  private final long beatTimer;
  private int inFlight;
  private boolean flushQueued;
  private boolean backingOff;
  private int failuresInARow;

  /** Whether the store has answered since the last heartbeat. */
  private boolean storeResponded;

  Lane(String name, Context context, CanonicalStore store, LaneDependencies parts) {
    this.name = name;
    this.context = context;
    this.store = store;
    this.config = parts.config();
    this.meters = parts.meters();
    this.doorbell = parts.doorbell();
    this.heartbeats = parts.heartbeats();
    this.load = new LaneCapacity(config);
    this.arrivals = new BurstDetector(config.linger());
    this.folder = new TurnPlanner(parts.reducers(), FoldLimits.of(config));
    this.settlement = new CommitResultHandler(this, load, parts);
    meters.watchLane(load, name, LaneCapacity::actions, LaneCapacity::bytes);
    heartbeats.record("lane-" + name);
    beatTimer = context.owner().setPeriodic(BEAT.toMillis(), _ -> onLane(this::reportHeartbeat));
  }

  /** From any thread; two calls from one thread keep their order. */
  void offer(PendingAction entry) {
    var bound = load.tryAcquire(entry);
    if (bound != null) {
      refuse(entry, bound);
    } else {
      onLane(() -> enqueue(entry));
    }
  }

  /** From any thread. */
  void onLane(Runnable work) {
    context.runOnContext(_ -> work.run());
  }

  /** Actions in the lane, for whoever waits for it to run empty. From any thread. */
  int actions() {
    return load.actions();
  }

  void close() {
    context.owner().cancelTimer(beatTimer);
    heartbeats.remove("lane-" + name);
    onLane(() -> store.close().subscribe().with(_ -> {}));
  }

  CanonicalStore store() {
    return store;
  }

  private void enqueue(PendingAction entry) {
    var queue = queues.computeIfAbsent(entry.command().workflowKey(), KeyQueue::new);
    if (queue.waiting() >= config.maxKeyActions() && !entry.hasNoDeadline()) {
      load.release(entry);
      refuse(entry, "max-key-actions");
      return;
    }
    queue.add(entry);
    if (queue.turn() == null && !queue.isCoolingDown()) {
      enqueueReady(queue);
    }
  }

  private void refuse(PendingAction entry, String bound) {
    meters.rejectedByQueue();
    entry.fail(new QueueFullException(bound));
  }

  /** The key's next try, or its next turn, may go to the store. */
  void enqueueReady(KeyQueue queue) {
    if (!queue.isReady()) {
      queue.ready(true);
      ready.addLast(queue);
    }
    flushSoon();
  }

  /** The turn has no more to do: the key's next actions follow. */
  void endTurn(KeyQueue queue) {
    long restMillis = queue.cooldownMillis();
    queue.endTurn();
    if (restMillis > 0) {
      queue.coolingDown(true);
      context.owner().setTimer(restMillis, _ -> onLane(() -> endRest(queue)));
    } else {
      continueWith(queue);
    }
  }

  private void endRest(KeyQueue queue) {
    queue.coolingDown(false);
    continueWith(queue);
  }

  private void continueWith(KeyQueue queue) {
    if (queue.isEmpty()) {
      queues.remove(queue.workflowKey());
    } else {
      enqueueReady(queue);
    }
  }

  /** Behind what is queued already, so that actions that arrive together share a statement. */
  private void flushSoon() {
    if (!flushQueued) {
      flushQueued = true;
      arrivals.begin(System.nanoTime());
      onLane(this::flushUnlessMoreArrive);
    }
  }

  /** With nothing under way, a burst may arrive first; else it arrives in the meantime anyway. */
  private void flushUnlessMoreArrive() {
    if (inFlight == 0 && arrivals.shouldWait(actionsBeyondFirstPerKey(), System.nanoTime())) {
      VertxInternals.schedule(context, POLL, () -> onLane(this::flushUnlessMoreArrive));
    } else {
      flushQueued = false;
      flush();
    }
  }

  private void flush() {
    while (!backingOff && inFlight < config.maxInFlight() && !ready.isEmpty()) {
      var batch = nextBatch();
      if (!batch.isEmpty()) {
        send(batch);
      }
    }
  }

  /** A turn on its way to the store, with the queue it came from. */
  record InFlightTurn(KeyQueue queue, Turn turn) {}

  private List<InFlightTurn> nextBatch() {
    List<InFlightTurn> batch = new ArrayList<>();
    int actions = 0;
    long bytes = 0;
    var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    while (!ready.isEmpty()
        && batch.size() < config.maxBatchKeys()
        && actions < config.maxBatchActions()
        && bytes < config.maxBatchBytes().asLongValue()) {
      var queue = ready.getFirst();
      var turn = nextTurn(queue);
      if (turn != null && turn.isIsolated() && !batch.isEmpty()) {
        break;
      }
      ready.removeFirst();
      queue.ready(false);
      if (turn == null) {
        endTurn(queue);
        continue;
      }
      folder.fold(queue, turn, settlement.baseline(turn), at);
      batch.add(new InFlightTurn(queue, turn));
      actions += turn.entries().size();
      bytes += turn.folded().bytes();
      if (turn.isIsolated()) {
        break;
      }
    }
    return batch;
  }

  private @Nullable Turn nextTurn(KeyQueue queue) {
    if (queue.mayHaveExpired(System.nanoTime())) {
      settlement.failExpired(queue);
    }
    var turn = queue.takeTurn(config.maxTurnActions());
    if (turn != null && turn.entries().isEmpty()) {
      queue.endTurn();
      turn = queue.takeTurn(config.maxTurnActions());
    }
    return turn;
  }

  private void send(List<InFlightTurn> batch) {
    inFlight++;
    long sentNanos = System.nanoTime();
    store
        .commitIfVersion(batch.stream().map(sent -> sent.turn().folded()).toList())
        .subscribe()
        .with(
            answers -> onLane(() -> answered(batch, answers, System.nanoTime() - sentNanos)),
            failure -> onLane(() -> failed(batch, failure)));
  }

  private void answered(List<InFlightTurn> batch, List<CommitResult> answers, long tookNanos) {
    inFlight--;
    failuresInARow = 0;
    storeResponded = true;
    int actions = batch.stream().mapToInt(sent -> sent.turn().entries().size()).sum();
    meters.batchAnswered(Duration.ofNanos(tookNanos), batch.size(), actions);
    boolean posted = false;
    for (int i = 0; i < batch.size(); i++) {
      settlement.settle(batch.get(i), answers.get(i));
      posted |= posted(batch.get(i), answers.get(i));
    }
    flush();
    if (posted) {
      notifyRelay();
    }
  }

  void notifyRelay() {
    doorbell.signal(actionsBeyondFirstPerKey());
  }

  /** Actions of one workflow share a turn and its event: those beyond its first gain by waiting. */
  private int actionsBeyondFirstPerKey() {
    return load.actions() - queues.size();
  }

  private static boolean posted(InFlightTurn sent, CommitResult answer) {
    return answer instanceof CommitResult.Applied
        && !sent.turn().folded().events().isEmpty();
  }

  private void failed(List<InFlightTurn> batch, Throwable failure) {
    inFlight--;
    if (StoreFailure.isContent(failure)) {
      storeResponded = true;
      meters.batchRefused();
      if (LOG_THROTTLE.tryAcquire()) {
        LOG.warnf("lane=%s turns=%d the store refuses a batch: %s", name, batch.size(), failure);
      }
      settlement.isolate(batch);
    } else {
      meters.outage();
      LOG.warnf("lane=%s turns=%d the store does not answer: %s", name, batch.size(), failure);
      batch.forEach(sent -> sent.turn().markOutcomeUnknown());
      backOff();
    }
    batch.reversed().forEach(this::serveFirst);
    flushSoon();
  }

  private void serveFirst(InFlightTurn sent) {
    sent.queue().ready(true);
    ready.addFirst(sent.queue());
  }

  /** Lets the store recover before the next statement; who has waited too long is told so. */
  private void backOff() {
    failuresInARow++;
    queues.values().forEach(settlement::failExpired);
    if (!backingOff) {
      backingOff = true;
      var backoff = new JitteredBackoff(config.backoffBase(), config.outageBackoffCap(), _ -> {});
      context.owner().setTimer(backoff.longestMillis(failuresInARow), _ -> onLane(this::resume));
    }
  }

  private void resume() {
    backingOff = false;
    flush();
  }

  /** Only while it gets on, or has nothing to do: its statements may fail, or never come back. */
  private void reportHeartbeat() {
    settlement.hotKeys().publish(System.nanoTime());
    if (storeResponded || queues.isEmpty()) {
      heartbeats.record("lane-" + name);
      storeResponded = false;
    }
  }
}
