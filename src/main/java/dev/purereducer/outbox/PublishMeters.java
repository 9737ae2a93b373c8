package dev.purereducer.outbox;

import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.outbox.OutboxStore.OutboxRow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Meters of the relay. */
@Singleton
class PublishMeters {
  private final MeterRegistry registry;
  private final Map<EventType, Counter> published = new EnumMap<>(EventType.class);
  private final Timer latency;
  private final DistributionSummary batchRows;
  private volatile OutboxStore.OutboxDepth depth = new OutboxStore.OutboxDepth(0, Duration.ZERO);

  PublishMeters(MeterRegistry registry) {
    this.registry = registry;
    for (var type : EventType.values()) {
      published.put(
          type,
          Counter.builder("purereducer.outbox.published")
              .description("Events acknowledged by the broker, including repeats")
              .tag("event_type", type.outboxName())
              .register(registry));
    }
    latency = Timer.builder("purereducer.outbox.publish.latency")
        .description("Time from an event's commit to the acknowledgement of its batch")
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(registry);
    batchRows = DistributionSummary.builder("purereducer.outbox.batch")
        .description("Events per published batch")
        .baseUnit("rows")
        .register(registry);
  }

  void registerGauges(IntSupplier shards, IntSupplier blockedKeys) {
    Gauge.builder("purereducer.outbox.depth", () -> depth.rows())
        .description(
            "Unpublished rows of the whole outbox, counted up to " + OutboxStore.MAX_COUNTED_ROWS)
        .baseUnit("rows")
        .register(registry);
    TimeGauge.builder(
            "purereducer.outbox.oldest.age",
            () -> depth.oldestAge().toMillis(),
            TimeUnit.MILLISECONDS)
        .description("Age of the oldest unpublished row")
        .register(registry);
    Gauge.builder("purereducer.outbox.leases.held", shards::getAsInt)
        .description("Shards published by this instance")
        .register(registry);
    Gauge.builder("purereducer.outbox.keys.blocked", blockedKeys::getAsInt)
        .description("Workflow keys whose events wait because the broker rejects a record")
        .register(registry);
  }

  void setDepth(OutboxStore.OutboxDepth depth) {
    this.depth = depth;
  }

  void published(List<OutboxRow> rows) {
    var now = Instant.now();
    batchRows.record(rows.size());
    for (var row : rows) {
      Objects.requireNonNull(published.get(row.event().type())).increment();
      latency.record(Duration.between(row.event().at(), now));
    }
  }
}
