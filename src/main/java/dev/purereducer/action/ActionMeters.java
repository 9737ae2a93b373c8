package dev.purereducer.action;

import dev.purereducer.commit.Outcome;
import dev.purereducer.commit.QueueFullException;
import dev.purereducer.commit.StoreUnavailableException;
import dev.purereducer.http.ProblemType;
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

/** What the entrances count: every action once, by where it came in and what came of it. */
@ApplicationScoped
public class ActionMeters {
  /** Where actions come in. */
  enum Ingress {
    REST,
    BULK,
    KAFKA
  }

  /** What came of an action. */
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
    HELD_BACK,
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
        default -> FAILED;
      };
    }
  }

  private final MeterRegistry registry;
  private final Map<Ingress, Map<ActionResult, Counter>> actions = new EnumMap<>(Ingress.class);
  private final Map<Ingress, Timer> latency = new EnumMap<>(Ingress.class);

  public ActionMeters(MeterRegistry registry) {
    this.registry = registry;
    for (var entrance : Ingress.values()) {
      actions.put(entrance, new EnumMap<>(ActionResult.class));
      for (var result : ActionResult.values()) {
        actions
            .get(entrance)
            .put(
                result,
                Counter.builder("purereducer.actions")
                    .description("actions by entrance and outcome")
                    .tag("entrance", label(entrance))
                    .tag("outcome", label(result))
                    .register(registry));
      }
      latency.put(
          entrance,
          Timer.builder("purereducer.action.latency")
              .description("from the arrival of an action to its outcome")
              .tag("entrance", label(entrance))
              .publishPercentileHistogram()
              .register(registry));
    }
  }

  /** An action got its outcome, {@code startNanos} being when it arrived. */
  void settled(Ingress entrance, ActionResult result, long startNanos) {
    actions.get(entrance).get(result).increment();
    latency.get(entrance).record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** An action was refused before it reached a lane. */
  void refused(Ingress entrance, ProblemType reason) {
    actions.get(entrance).get(ActionResult.REFUSED).increment();
    Counter.builder("purereducer.action.refusals")
        .description("actions that could not be decoded, by entrance and reason")
        .tag("entrance", label(entrance))
        .tag("reason", reason.code())
        .register(registry)
        .increment();
  }

  /** Shows how much from Kafka is under way. */
  void registerKafkaWindow(InFlightWindow inFlight) {
    Gauge.builder("purereducer.action.kafka.in.flight", inFlight, InFlightWindow::count)
        .description("actions taken from Kafka and not settled")
        .register(registry);
    Gauge.builder("purereducer.action.kafka.in.flight.bytes", inFlight, InFlightWindow::bytes)
        .description("their size as sent")
        .baseUnit("bytes")
        .register(registry);
  }

  /** As series and spans call it. */
  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
