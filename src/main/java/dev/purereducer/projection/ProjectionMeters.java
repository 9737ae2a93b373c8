package dev.purereducer.projection;

import dev.purereducer.history.ReadModels.WorkflowView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Meters of the materializer. */
@ApplicationScoped
class ProjectionMeters {
  private final Timer lag;
  private final Counter applied;
  private final Counter stale;
  private final Counter failed;
  private final DistributionSummary batchRecords;
  private final MeterRegistry registry;

  ProjectionMeters(MeterRegistry registry) {
    this.registry = registry;
    lag = Timer.builder("purereducer.projection.lag")
        .description("Time from the commit of a version to its read model, per updated row")
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(registry);
    applied = Counter.builder("purereducer.projection.rows.applied")
        .description("Read models updated to a newer version")
        .register(registry);
    stale = Counter.builder("purereducer.projection.rows.stale")
        .description("Rows not written because the stored read model was as new or newer")
        .register(registry);
    failed = Counter.builder("purereducer.projection.batches.failed")
        .description("Failed attempts to write a batch, each of which is retried")
        .register(registry);
    batchRecords = DistributionSummary.builder("purereducer.projection.batch.records")
        .description("Events per batch")
        .register(registry);
  }

  void batch(int records) {
    batchRecords.record(records);
  }

  void applied(List<WorkflowView> views, Set<String> updatedKeys) {
    var now = Instant.now();
    for (var view : views) {
      if (updatedKeys.contains(view.workflowKey())) {
        var delay = Duration.between(view.updatedAt(), now);
        // negative if the clocks of two machines differ
        lag.record(delay.isNegative() ? Duration.ZERO : delay);
      }
    }
    applied.increment(updatedKeys.size());
    stale.increment(views.size() - updatedKeys.size());
  }

  void skipped(String reason) {
    registry.counter("purereducer.projection.events.skipped", "reason", reason).increment();
  }

  void failed() {
    failed.increment();
  }
}
