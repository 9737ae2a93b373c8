package dev.purereducer.health;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Meter filter that sets the histogram buckets of the service's timers and of the HTTP server's
 * timer.
 *
 * <p>Equal buckets can be added up over instances. There are few of them, because a full histogram
 * has about seventy series per timer.
 */
public class HistogramBuckets {
  private static final double[] BOUNDS_NANOS = Arrays.stream(
          new long[] {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000})
      .mapToDouble(TimeUnit.MILLISECONDS::toNanos)
      .toArray();

  @Produces
  @Singleton
  MeterFilter buckets() {
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        return hasBuckets(id)
            ? DistributionStatisticConfig.builder()
                .percentilesHistogram(false)
                .serviceLevelObjectives(BOUNDS_NANOS)
                .build()
                .merge(config)
            : config;
      }
    };
  }

  private static boolean hasBuckets(Meter.Id id) {
    return id.getType() == Meter.Type.TIMER
        && (id.getName().startsWith("purereducer.") || id.getName().equals("http.server.requests"));
  }
}
