package dev.purereducer.commit;

import dev.purereducer.runtime.FailureText;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import dev.purereducer.trace.Traceparent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watchdog over reducers that do not return. A thread looks at the {@link ReducerCall} of each lane.
 * One that stays the same for {@code reducer-timeout} is logged, and counted durably, because the
 * liveness check ends this process next, and the action is delivered to another one.
 */
@ApplicationScoped
class ReducerWatch {
  /**
   * The looks within the timeout. They are counted, and not the time between them: a process that was
   * paused has not looked.
   */
  private static final int LOOKS_PER_TIMEOUT = 4;

  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(ReducerWatch.class);

  private final ReducerTimeouts timeouts;
  private final CommitConfig config;
  private final Loop refreshLoop;
  private final List<LaneWatch> lanes = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("reducer-watch").unstarted(this::run);

  ReducerWatch(ReducerTimeouts timeouts, CommitConfig config, Vertx vertx, Heartbeats heartbeats) {
    this.timeouts = timeouts;
    this.config = config;
    var interval = new Loop.PollInterval(REFRESH_INTERVAL, REFRESH_INTERVAL);
    this.refreshLoop = new Loop("reducer-timeouts", vertx, heartbeats, interval, this::refresh);
  }

  void start(@Observes StartupEvent event, RoleConfig roles) {
    if (roles.runs(Role.INGEST)) {
      refreshLoop.start();
    }
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    refreshLoop.stop();
  }

  @PreDestroy
  void close() {
    closed.countDown();
  }

  /** The call of a lane, which is watched until it is closed. */
  ReducerCall watch(String lane) {
    var call = new ReducerCall();
    lanes.add(new LaneWatch(lane, call));
    return call;
  }

  /** Whether the action must not be given to its reducer again. */
  boolean isSetAside(ActionCommand action) {
    return timeouts.isSetAside(action);
  }

  /** Gives a redriven action to its reducer again. */
  void forget(ActionCommand action) {
    timeouts.forget(action);
  }

  private Uni<Boolean> refresh() {
    return timeouts.refresh().replaceWith(false);
  }

  private void run() {
    var interval = config.reducerTimeout().dividedBy(LOOKS_PER_TIMEOUT);
    try {
      while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        lanes.removeIf(lane -> lane.call.isClosed());
        lanes.forEach(LaneWatch::look);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Used by the watchdog's thread only. */
  private final class LaneWatch {
    private final String lane;
    private final ReducerCall call;
    private @Nullable PendingAction last;
    private int looks;
    private boolean counted;

    LaneWatch(String lane, ReducerCall call) {
      this.lane = lane;
      this.call = call;
    }

    void look() {
      try {
        var current = call.current();
        if (current != null && current == last) {
          looks++;
          if (looks == LOOKS_PER_TIMEOUT) {
            hangs(current);
          }
          if (looks >= LOOKS_PER_TIMEOUT && !counted) {
            count(current.command());
          }
        } else {
          if (last != null && looks >= LOOKS_PER_TIMEOUT) {
            returned(last.command());
          }
          looks = 0;
          last = current;
        }
      } catch (Throwable e) {
        LOG.errorf("lane=%s reducer watch failed, will be retried: %s", lane, FailureText.of(e));
      }
    }

    private void hangs(PendingAction action) {
      call.hanging(true);
      var command = action.command();
      LOG.errorf(
          "lane=%s reducer=%s workflow_key=%s action_id=%s trace_id=%s reducer has not returned for %d"
              + " ms; its lane and an event loop are blocked until it does or this process ends",
          lane,
          command.reducer(),
          command.workflowKey(),
          command.actionId(),
          Traceparent.traceId(command.traceparent()),
          config.reducerTimeout().toMillis());
      action.reducerTimedOut();
    }

    private void count(ActionCommand command) {
      int number = timeouts.count(command);
      counted = true;
      LOG.errorf(
          "reducer=%s workflow_key=%s action_id=%s timeout %d of %d, after which the action is set aside",
          command.reducer(),
          command.workflowKey(),
          command.actionId(),
          number,
          config.maxReducerTimeouts());
    }

    private void returned(ActionCommand command) {
      call.hanging(false);
      if (counted) {
        timeouts.remove(command);
        counted = false;
      }
      LOG.warnf(
          "reducer=%s workflow_key=%s action_id=%s reducer has returned after its timeout",
          command.reducer(), command.workflowKey(), command.actionId());
    }
  }
}
