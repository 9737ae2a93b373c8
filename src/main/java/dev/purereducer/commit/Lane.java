package dev.purereducer.commit;

import dev.purereducer.event.Doorbell;
import dev.purereducer.loop.Heartbeats;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  private static final Seldom LOG_SELDOM = new Seldom();
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** Between two looks at a burst; a timer of Vert.x could not be shorter than a millisecond. */
  private static final long LOOK_MICROS = 300;

  private final String name;
  private final ContextInternal context;
  private final CommitConfig config;
  private final CanonicalStore store;
  private final TurnFolder folder;
  private final Settlement settlement;
  private final LaneLoad load;
  private final Arrivals arrivals;
  private final CommitMeters meters;
  private final Doorbell doorbell;
  private final Heartbeats heartbeats;
  private final Map<String, KeyQueue> queues = new HashMap<>();
  private final Deque<KeyQueue> ready = new ArrayDeque<>();
  private final long beatTimer;
  private int inFlight;
  private boolean flushQueued;
  private boolean resting;
  private int failuresInARow;

  /** Whether the store has answered since the last heartbeat. */
  private boolean heard;

  Lane(String name, ContextInternal context, CanonicalStore store, LaneParts parts) {
    this.name = name;
    this.context = context;
    this.store = store;
    this.config = parts.config();
    this.meters = parts.meters();
    this.doorbell = parts.doorbell();
    this.heartbeats = parts.heartbeats();
    this.load = new LaneLoad(config);
    this.arrivals = new Arrivals(config.gather());
    this.folder = new TurnFolder(parts.reducers(), FoldLimits.of(config));
    this.settlement = new Settlement(this, load, parts);
    meters.watchLane(load, name, LaneLoad::actions, LaneLoad::bytes);
    heartbeats.beat("lane-" + name);
    beatTimer = context.owner().setPeriodic(BEAT.toMillis(), _ -> onLane(this::beat));
  }

  /** From any thread; two calls from one thread keep their order. */
  void offer(Entry entry) {
    var bound = load.enter(entry);
    if (bound != null) {
      refuse(entry, bound);
    } else {
      onLane(() -> accept(entry));
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
    heartbeats.forget("lane-" + name);
    onLane(() -> store.close().subscribe().with(_ -> {}));
  }

  CanonicalStore store() {
    return store;
  }

  private void accept(Entry entry) {
    var queue = queues.computeIfAbsent(entry.submission().workflowKey(), KeyQueue::new);
    if (queue.waiting() >= config.maxKeyActions() && !entry.isPatient()) {
      load.leave(entry);
      refuse(entry, "max-key-actions");
      return;
    }
    queue.add(entry);
    if (queue.turn() == null && !queue.isResting()) {
      serve(queue);
    }
  }

  private void refuse(Entry entry, String bound) {
    meters.refused();
    entry.fail(new QueueFull(bound));
  }

  /** The key's next try, or its next turn, may go to the store. */
  void serve(KeyQueue queue) {
    if (!queue.isReady()) {
      queue.ready(true);
      ready.addLast(queue);
    }
    flushSoon();
  }

  /** The turn has no more to do: the key's next actions follow. */
  void endTurn(KeyQueue queue) {
    long restMillis = queue.restMillis();
    queue.endTurn();
    if (restMillis > 0) {
      queue.resting(true);
      context.owner().setTimer(restMillis, _ -> onLane(() -> endRest(queue)));
    } else {
      goOn(queue);
    }
  }

  private void endRest(KeyQueue queue) {
    queue.resting(false);
    goOn(queue);
  }

  private void goOn(KeyQueue queue) {
    if (queue.isEmpty()) {
      queues.remove(queue.workflowKey());
    } else {
      serve(queue);
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
    if (inFlight == 0 && arrivals.goOn(sharing(), System.nanoTime())) {
      context
          .nettyEventLoop()
          .schedule(() -> onLane(this::flushUnlessMoreArrive), LOOK_MICROS, TimeUnit.MICROSECONDS);
    } else {
      flushQueued = false;
      flush();
    }
  }

  private void flush() {
    while (!resting && inFlight < config.maxInFlight() && !ready.isEmpty()) {
      var batch = nextBatch();
      if (!batch.isEmpty()) {
        send(batch);
      }
    }
  }

  /** A turn on its way to the store, with the queue it came from. */
  record Sent(KeyQueue queue, Turn turn) {}

  private List<Sent> nextBatch() {
    List<Sent> batch = new ArrayList<>();
    int actions = 0;
    long bytes = 0;
    var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    while (!ready.isEmpty()
        && batch.size() < config.maxBatchKeys()
        && actions < config.maxBatchActions()
        && bytes < config.maxBatchBytes().asLongValue()) {
      var queue = ready.getFirst();
      var turn = nextTurn(queue);
      if (turn != null && turn.isAlone() && !batch.isEmpty()) {
        break;
      }
      ready.removeFirst();
      queue.ready(false);
      if (turn == null) {
        endTurn(queue);
        continue;
      }
      folder.fold(queue, turn, settlement.baseline(turn), at);
      batch.add(new Sent(queue, turn));
      actions += turn.entries().size();
      bytes += turn.folded().bytes();
      if (turn.isAlone()) {
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

  private void send(List<Sent> batch) {
    inFlight++;
    long sentNanos = System.nanoTime();
    store
        .commitIfVersion(batch.stream().map(sent -> sent.turn().folded()).toList())
        .subscribe()
        .with(
            answers -> onLane(() -> answered(batch, answers, System.nanoTime() - sentNanos)),
            failure -> onLane(() -> failed(batch, failure)));
  }

  private void answered(List<Sent> batch, List<Answer> answers, long tookNanos) {
    inFlight--;
    failuresInARow = 0;
    heard = true;
    int actions = batch.stream().mapToInt(sent -> sent.turn().entries().size()).sum();
    meters.batchAnswered(Duration.ofNanos(tookNanos), batch.size(), actions);
    boolean posted = false;
    for (int i = 0; i < batch.size(); i++) {
      settlement.settle(batch.get(i), answers.get(i));
      posted |= posted(batch.get(i), answers.get(i));
    }
    flush();
    if (posted) {
      ring();
    }
  }

  void ring() {
    doorbell.ring(sharing());
  }

  /** Actions of one workflow share a turn and its event: those beyond its first gain by waiting. */
  private int sharing() {
    return load.actions() - queues.size();
  }

  private static boolean posted(Sent sent, Answer answer) {
    return answer instanceof Answer.Won && !sent.turn().folded().events().isEmpty();
  }

  private void failed(List<Sent> batch, Throwable failure) {
    inFlight--;
    if (StoreFailure.isContent(failure)) {
      heard = true;
      meters.batchRefused();
      if (LOG_SELDOM.now()) {
        LOG.warnf("lane=%s turns=%d the store refuses a batch: %s", name, batch.size(), failure);
      }
      settlement.isolate(batch);
    } else {
      meters.outage();
      LOG.warnf("lane=%s turns=%d the store does not answer: %s", name, batch.size(), failure);
      batch.forEach(sent -> sent.turn().doubt());
      rest();
    }
    batch.reversed().forEach(this::serveFirst);
    flushSoon();
  }

  private void serveFirst(Sent sent) {
    sent.queue().ready(true);
    ready.addFirst(sent.queue());
  }

  /** Lets the store recover before the next statement; who has waited too long is told so. */
  private void rest() {
    failuresInARow++;
    queues.values().forEach(settlement::failExpired);
    if (!resting) {
      resting = true;
      var backoff = new JitteredBackoff(config.backoffBase(), config.outageBackoffCap(), _ -> {});
      context.owner().setTimer(backoff.longestMillis(failuresInARow), _ -> onLane(this::wakeUp));
    }
  }

  private void wakeUp() {
    resting = false;
    flush();
  }

  /** Only while it gets on, or has nothing to do: its statements may fail, or never come back. */
  private void beat() {
    settlement.hotKeys().publish(System.nanoTime());
    if (heard || queues.isEmpty()) {
      heartbeats.beat("lane-" + name);
      heard = false;
    }
  }
}
