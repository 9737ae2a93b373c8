package dev.purereducer.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Periodic maintenance tasks. Each is a loop of its own, so that none of them delays another, the
 * start, or the readiness of the instance.
 *
 * <p>A failed step is counted, and tried again after the task's interval. The log has a line when a
 * task begins to fail, and one when it works again.
 */
@ApplicationScoped
public class Maintenance {
  /** Bound of a step: a task that hangs would otherwise show no failure. */
  private static final Duration MAX_STEP = Duration.ofMinutes(1);

  private static final Duration MAX_STOP = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(Maintenance.class);

  private final Vertx vertx;
  private final MeterRegistry registry;
  private final Duration maxStep;

  /** Apart from those of the readiness check: an instance serves its callers without maintenance. */
  private final Heartbeats heartbeats = new Heartbeats();

  private final List<Loop> loops = new CopyOnWriteArrayList<>();

  @Inject
  public Maintenance(Vertx vertx, MeterRegistry registry) {
    this(vertx, registry, MAX_STEP);
  }

  Maintenance(Vertx vertx, MeterRegistry registry, Duration maxStep) {
    this.vertx = vertx;
    this.registry = registry;
    this.maxStep = maxStep;
  }

  /** Starts a task. Its steps emit whether more work is waiting, and are then not spaced. */
  public void start(String task, Duration interval, Supplier<Uni<Boolean>> step) {
    var guarded = new Task(task, interval, step);
    var loop =
        new Loop(task, vertx, heartbeats, new Loop.PollInterval(interval, interval), guarded::step);
    loops.add(loop);
    loop.start();
  }

  void stop(@Observes ShutdownEvent event) {
    stop();
  }

  /** Waits for the current steps, up to a bound. */
  void stop() {
    if (!loops.isEmpty()) {
      Uni.join()
          .all(loops.stream().map(Loop::stop).toList())
          .andCollectFailures()
          .replaceWithVoid()
          .ifNoItem()
          .after(MAX_STOP)
          .recoverWithItem((Void) null)
          .await()
          .indefinitely();
    }
  }

  /** The step of a task, which never fails. Used on the task's loop only. */
  private final class Task {
    private final String name;
    private final Duration interval;
    private final Supplier<Uni<Boolean>> step;
    private final Counter failures;
    private boolean failing;

    Task(String name, Duration interval, Supplier<Uni<Boolean>> step) {
      this.name = name;
      this.interval = interval;
      this.step = step;
      this.failures = Counter.builder("purereducer.maintenance.failures")
          .description("Failed steps of a maintenance task")
          .tag("task", name)
          .register(registry);
    }

    Uni<Boolean> step() {
      return Uni.createFrom()
          .deferred(step::get)
          .ifNoItem()
          .after(maxStep)
          .fail()
          .invoke(this::succeeded)
          .onFailure()
          .recoverWithItem(this::failed);
    }

    private void succeeded() {
      if (failing) {
        failing = false;
        LOG.infof("loop=%s maintenance works again", name);
      }
    }

    private boolean failed(Throwable failure) {
      failures.increment();
      if (!failing) {
        failing = true;
        LOG.warnf(
            "loop=%s maintenance failed, will be retried every %d ms: %s",
            name, interval.toMillis(), FailureText.of(failure));
      }
      return false;
    }
  }
}
