package dev.purereducer.action;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How many POSTs are under way at once, whatever they ask for. */
@ConfigMapping(prefix = "purereducer.requests")
public interface RequestConfig {
  /**
   * How many POSTs are under way at once; the next is refused with 503. Their number is also
   * what an accepted action waits behind: more make throughput steadier and waits longer.
   */
  @WithDefault("2048")
  @Min(1)
  @Max(1_000_000)
  int max();

  /**
   * How many bytes the bodies of requests under way have together; one may exceed the bound alone.
   * Bulk requests count for themselves. A body of unannounced length counts as the largest there
   * may be ({@code quarkus.http.limits.max-body-size}). By default an eighth of the heap.
   */
  Optional<MemorySize> maxBytes();

  /** How long a request may take to arrive. A slower sender loses its connection. */
  @WithDefault("30s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration bodyTimeout();
}
