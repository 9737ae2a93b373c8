package dev.purereducer.commit;

import dev.purereducer.event.Shards;
import dev.purereducer.runtime.VertxInternals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** The entrance of the commit path. */
@ApplicationScoped
public class Lanes {
  private static final Logger LOG = Logger.getLogger(Lanes.class);

  /** How long a stop waits until what was taken is committed. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private static final Duration DRAIN_LOOK = Duration.ofMillis(20);

  private final Duration maxWait;
  private final List<Lane> lanes;
  private volatile boolean stopping;

  Lanes(Vertx vertx, StoreFactory stores, LaneDependencies parts) {
    maxWait = parts.config().maxWait();
    lanes = IntStream.range(0, HeapBudget.lanes(parts.config()))
        .mapToObj(number -> new Lane(
            Integer.toString(number),
            VertxInternals.newEventLoopContext(vertx),
            stores.open(),
            parts))
        .toList();
  }

  /**
   * Emits the outcome once it is durable. Fails with {@link QueueFullException} at once when there is no room
   * and with {@link StoreUnavailableException} when the store has not answered within the bound. Two calls
   * from one thread for one key are committed in the order of the calls.
   */
  public Uni<Outcome> submit(ActionCommand submission) {
    return offer(submission, System.nanoTime() + maxWait.toNanos());
  }

  /**
   * The same for callers that bound themselves and must not lose their place: waits for the store
   * as long as it takes, and takes no part in the queues' bounds.
   */
  public Uni<Outcome> submitWithoutDeadline(ActionCommand submission) {
    return offer(submission, PendingAction.NO_DEADLINE);
  }

  /** Makes the lanes before the first action needs them. */
  void start(@Observes StartupEvent event) {
    LOG.infof("lanes=%d", lanes.size());
  }

  /** Takes nothing more, and waits until what was taken has its outcome. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    Multi.createFrom()
        .ticks()
        .every(DRAIN_LOOK)
        .select()
        .where(_ -> lanes.stream().allMatch(lane -> lane.actions() == 0))
        .toUni()
        .ifNoItem()
        .after(DRAIN)
        .recoverWithItem(0L)
        .await()
        .indefinitely();
    int left = lanes.stream().mapToInt(Lane::actions).sum();
    if (left > 0) {
      LOG.warnf("stopping with actions=%d unanswered; their senders will send them again", left);
    }
    lanes.forEach(Lane::close);
  }

  private Uni<Outcome> offer(ActionCommand submission, long deadlineNanos) {
    if (stopping) {
      return Uni.createFrom().failure(new StoreUnavailableException("the service is stopping"));
    }
    var lane = lanes.get(Shards.of(submission.workflowKey(), lanes.size()));
    return Uni.createFrom()
        .emitter(caller -> lane.offer(new PendingAction(submission, deadlineNanos, caller)));
  }
}
