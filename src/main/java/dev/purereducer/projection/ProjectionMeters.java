package dev.purereducer.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the materializer counts. */
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
        .description("From the commit of a version to its read model, for each row that moved")
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(registry);
    applied = Counter.builder("purereducer.projection.rows.applied")
        .description("Read models moved to a newer version")
        .register(registry);
    stale = Counter.builder("purereducer.projection.rows.stale")
        .description("Rows skipped because the read model was there already, or further")
        .register(registry);
    failed = Counter.builder("purereducer.projection.batches.failed")
        .description("Tries to write a batch that failed and were made again")
        .register(registry);
    batchRecords = DistributionSummary.builder("purereducer.projection.batch.records")
        .description("Events that came together")
        .register(registry);
  }

  void batch(int records) {
    batchRecords.record(records);
  }

  void applied(List<ProjectedRow> rows, Set<String> moved) {
    var now = Instant.now();
    for (var row : rows) {
      if (moved.contains(row.workflowKey())) {
        // clocks of two machines may disagree: a lag is not less than nothing
        var behind = Duration.between(row.committedAt(), now);
        lag.record(behind.isNegative() ? Duration.ZERO : behind);
      }
    }
    applied.increment(moved.size());
    stale.increment(rows.size() - moved.size());
  }

  void skipped(String reason) {
    registry.counter("purereducer.projection.events.skipped", "reason", reason).increment();
  }

  void failed() {
    failed.increment();
  }
}
