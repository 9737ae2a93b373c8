package dev.purereducer.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** What is set aside and redriven. */
@ApplicationScoped
class DeadLetterMeters {
  private final MeterRegistry registry;
  private final AtomicLong open = new AtomicLong();

  DeadLetterMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("purereducer.dead.letters.open", open, AtomicLong::get)
        .description("Letters that nobody has redriven, of all instances, up to max-open")
        .register(registry);
  }

  void counted(long nowOpen) {
    open.set(nowOpen);
  }

  /** A record was filed; {@code kind} is that of its problem. */
  void added(String kind) {
    Counter.builder("purereducer.dead.letters.added")
        .description("Letters written, by kind of reason")
        .tag("reason", kind)
        .register(registry)
        .increment();
  }

  /** A letter was redriven; {@code outcome} is a kind of problem when it was refused. */
  void redriven(String outcome) {
    Counter.builder("purereducer.dead.letters.redriven")
        .description("Attempts to redrive a letter, by outcome")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }
}
