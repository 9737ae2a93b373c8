package dev.purereducer.commit;

import dev.purereducer.commit.PgCanonicalStore.StoreFactory;
import dev.purereducer.database.DatabaseClock;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.event.OutboxSignal;
import dev.purereducer.event.Shards;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.KafkaConfig;
import dev.purereducer.runtime.VertxInternals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Entry point of the commit path: assigns each action to the lane of its workflow. */
@ApplicationScoped
public class Lanes {
  /** Collaborators that all lanes share. */
  @Singleton
  record LaneDependencies(
      CommitConfig config,
      Reducers reducers,
      ConflictRetry conflictRetry,
      CommitMeters meters,
      OutboxSignal outboxSignal,
      Heartbeats heartbeats,
      HotKeys hotKeys,
      ReducerWatch reducerWatch,
      KafkaConfig kafka,
      DatabaseClock clock) {}

  /** A bounded queue of the commit path is full. The action was not accepted and can be retried. */
  public static final class QueueFullException extends RuntimeException {
    public QueueFullException(String bound) {
      super("queue is full: " + bound, null, false, false);
    }
  }

  private static final Logger LOG = Logger.getLogger(Lanes.class);

  /** Maximum time that a shutdown waits for the outcomes of accepted actions. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration DRAIN_POLL = Duration.ofMillis(20);

  private final Duration maxWait;
  private final List<Lane> lanes;
  private final ReducerWatch reducerWatch;
  private volatile boolean stopping;

  Lanes(Vertx vertx, StoreFactory stores, LaneDependencies shared) {
    reducerWatch = shared.reducerWatch();
    maxWait = shared.config().maxWait();
    lanes = IntStream.range(0, LaneCapacity.lanes(shared.config()))
        .mapToObj(number -> new Lane(
            Integer.toString(number),
            VertxInternals.newEventLoopContext(vertx),
            stores.open(),
            shared))
        .toList();
  }

  /**
   * Emits the outcome when it is durable. Fails at once with {@link QueueFullException} if a queue
   * is full, and with {@link StoreUnavailableException} after {@code max-wait}. Two calls from one
   * thread for one workflow are committed in the order of the calls.
   */
  public Uni<Outcome> submit(ActionCommand command) {
    return submit(command, deadline(), null);
  }

  /**
   * Like {@link #submit(ActionCommand)}; fails also if an earlier action of the sender, for the same
   * workflow, was refused or failed.
   */
  public Uni<Outcome> submit(ActionCommand command, OrderedSender sender) {
    return submit(command, deadline(), sender);
  }

  /** Like {@link #submit(ActionCommand)}, also after the reducer has not returned on this action. */
  public Uni<Outcome> submitAgain(ActionCommand command) {
    reducerWatch.forget(command);
    return submit(command);
  }

  private long deadline() {
    return System.nanoTime() + maxWait.toNanos();
  }

  /**
   * Like {@link #submit} without a deadline and without the bounds of the queues: for callers that
   * bound themselves and must keep their order.
   */
  public Uni<Outcome> submitWithoutDeadline(ActionCommand command) {
    return submit(command, PendingAction.NO_DEADLINE, null);
  }

  /** Creates this bean, and with it the lanes, before the first action. */
  void start(@Observes StartupEvent event) {
    LOG.infof("lanes=%d", lanes.size());
  }

  /** Refuses further actions, and waits until the accepted ones have their outcome. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    Multi.createFrom()
        .ticks()
        .every(DRAIN_POLL)
        .select()
        .where(_ -> lanes.stream().allMatch(lane -> lane.actions() == 0))
        .toUni()
        .ifNoItem()
        .after(DRAIN_TIMEOUT)
        .recoverWithItem(0L)
        .await()
        .indefinitely();
    int remaining = lanes.stream().mapToInt(Lane::actions).sum();
    if (remaining > 0) {
      LOG.warnf(
          "stopping with actions=%d without an outcome; their callers must send them again",
          remaining);
    }
    lanes.forEach(Lane::close);
  }

  private Uni<Outcome> submit(
      ActionCommand command, long deadlineNanos, @Nullable OrderedSender sender) {
    if (stopping) {
      return Uni.createFrom().failure(new StoreUnavailableException("the service is stopping"));
    }
    var lane = lanes.get(Shards.of(command.workflowKey(), lanes.size()));
    return Uni.createFrom().emitter(caller -> {
      var action = new PendingAction(command, deadlineNanos, caller, sender);
      if (reducerWatch.isSetAside(command)) {
        action.reject(Rejections.REDUCER_TIMEOUT);
      }
      lane.submit(action);
    });
  }
}
