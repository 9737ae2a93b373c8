package dev.purereducer.action;

import dev.purereducer.commit.Lanes.QueueFullException;
import dev.purereducer.commit.Outcome;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import dev.purereducer.runtime.InFlightWindow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Meters of actions: each action counts once, by its ingress and its result. */
@ApplicationScoped
public class ActionMeters {
  /** The transport that an action arrived by. */
  enum Ingress {
    REST,
    BULK,
    KAFKA
  }

  /** The result of an action for its sender. */
  enum ActionResult {
    COMMITTED,
    DUPLICATE,
    REJECTED,
    STALE,
    GAVE_UP,
    QUEUE_FULL,
    UNAVAILABLE,
    ACCEPTED,
    REFUSED,
    SKIPPED,
    FAILED;

    static ActionResult of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Committed _ -> COMMITTED;
        case Outcome.Rejected _ -> REJECTED;
        case Outcome.Duplicate _ -> DUPLICATE;
        case Outcome.PreconditionFailed _ -> STALE;
        case Outcome.GaveUp _ -> ActionResult.GAVE_UP;
      };
    }

    static ActionResult of(@Nullable Outcome outcome, @Nullable Throwable failure) {
      return outcome == null ? of(Objects.requireNonNull(failure)) : of(outcome);
    }

    static ActionResult of(Throwable failure) {
      return switch (failure) {
        case QueueFullException _ -> QUEUE_FULL;
        case StoreUnavailableException _ -> UNAVAILABLE;
        case NotDeployedException _ -> UNAVAILABLE;
        default -> FAILED;
      };
    }
  }

  private final MeterRegistry registry;
  private final Map<Ingress, IngressMeters> meters = new EnumMap<>(Ingress.class);

  public ActionMeters(MeterRegistry registry) {
    this.registry = registry;
    for (var ingress : Ingress.values()) {
      meters.put(ingress, new IngressMeters(ingress, registry));
    }
  }

  /** Meters of the actions that arrived by one transport. */
  private static final class IngressMeters {
    final Map<ActionResult, Counter> actions = new EnumMap<>(ActionResult.class);
    final Timer latency;

    IngressMeters(Ingress ingress, MeterRegistry registry) {
      for (var result : ActionResult.values()) {
        actions.put(
            result,
            Counter.builder("purereducer.actions")
                .description("actions by transport and outcome")
                .tag("entrance", label(ingress))
                .tag("outcome", label(result))
                .register(registry));
      }
      latency = Timer.builder("purereducer.action.latency")
          .description("time from the arrival of an action to its outcome")
          .tag("entrance", label(ingress))
          .publishPercentileHistogram()
          .register(registry);
    }

    void count(ActionResult result) {
      Objects.requireNonNull(actions.get(result)).increment();
    }
  }

  private IngressMeters of(Ingress ingress) {
    return Objects.requireNonNull(meters.get(ingress));
  }

  /** Counts an action with its latency; {@code startNanos} is its arrival. */
  void recordResult(Ingress ingress, ActionResult result, long startNanos) {
    of(ingress).count(result);
    of(ingress).latency.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts an action that was refused before it reached a lane. */
  void recordRefusal(Ingress ingress, ProblemType reason) {
    of(ingress).count(ActionResult.REFUSED);
    Counter.builder("purereducer.action.refusals")
        .description("actions refused before they reached a lane, by transport and reason")
        .tag("entrance", label(ingress))
        .tag("reason", reason.code())
        .register(registry)
        .increment();
  }

  void registerKafkaWindow(InFlightWindow inFlight) {
    Gauge.builder("purereducer.action.kafka.in.flight", inFlight, InFlightWindow::count)
        .description("actions from Kafka in flight")
        .register(registry);
    Gauge.builder("purereducer.action.kafka.in.flight.bytes", inFlight, InFlightWindow::bytes)
        .description("bytes of the actions from Kafka in flight")
        .baseUnit("bytes")
        .register(registry);
  }

  /** The value of a tag or span attribute. */
  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
