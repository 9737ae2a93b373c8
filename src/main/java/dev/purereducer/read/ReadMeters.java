package dev.purereducer.read;

import dev.purereducer.read.VersionGate.ReadResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/** Meters of reads. */
@ApplicationScoped
class ReadMeters {
  private final Counter projection;
  private final Counter canonical;
  private final Counter fallbacks;
  private final Counter refused;
  private final Timer wait;
  private final MeterRegistry registry;

  ReadMeters(MeterRegistry registry) {
    this.registry = registry;
    projection = readCounter(registry, ReadResult.Source.PROJECTION);
    canonical = readCounter(registry, ReadResult.Source.CANONICAL);
    fallbacks = Counter.builder("purereducer.read.fallbacks")
        .description(
            "Reads answered from the canonical store because the projection lacked the version")
        .register(registry);
    refused = Counter.builder("purereducer.read.refused")
        .description("Reads rejected because a limit on concurrent reads was reached")
        .register(registry);
    wait = Timer.builder("purereducer.read.wait")
        .description("Time that reads waited at the version gate, without reads that did not wait")
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(30))
        .register(registry);
  }

  void gauge(String name, Supplier<Number> value) {
    Gauge.builder(name, value).register(registry);
  }

  void answered(ReadResult.Source source) {
    switch (source) {
      case PROJECTION -> projection.increment();
      case CANONICAL -> canonical.increment();
    }
  }

  void fallback() {
    fallbacks.increment();
  }

  void refused() {
    refused.increment();
  }

  Timer.Sample startWait() {
    return Timer.start(registry);
  }

  void endWait(Timer.Sample started) {
    started.stop(wait);
  }

  private static Counter readCounter(MeterRegistry registry, ReadResult.Source source) {
    return Counter.builder("purereducer.read.answers")
        .description("Read models returned, by source")
        .tag("source", source.text())
        .register(registry);
  }
}
