package dev.purereducer.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of dead letters and redrives. */
@ApplicationScoped
class DeadLetterMeters {
  private final MeterRegistry registry;
  private final AtomicLong open = new AtomicLong();

  DeadLetterMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("purereducer.dead.letters.open", open, AtomicLong::get)
        .description(
            "Open dead letters of all instances, counted up to purereducer.dead-letters.max-open")
        .register(registry);
  }

  void setOpen(long count) {
    open.set(count);
  }

  /** Counts a stored dead letter; {@code kind} is its problem type. */
  void added(String kind) {
    Counter.builder("purereducer.dead.letters.added")
        .description("Dead letters stored, by problem type")
        .tag("reason", kind)
        .register(registry)
        .increment();
  }

  /** Counts a redrive; {@code outcome} is a problem type if the action was refused. */
  void redriven(String outcome) {
    Counter.builder("purereducer.dead.letters.redriven")
        .description("Redrive attempts, by outcome")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }
}
