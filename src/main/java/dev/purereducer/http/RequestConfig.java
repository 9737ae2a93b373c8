package dev.purereducer.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Limits of concurrent POST requests. */
@ConfigMapping(prefix = "purereducer.requests")
public interface RequestConfig {
  /**
   * Maximum number of concurrent POST requests; further ones are refused with 503. It is also the
   * number of actions that an accepted one may wait behind: a higher limit makes throughput steadier
   * and waits longer.
   */
  @WithDefault("2048")
  @Min(1)
  @Max(1_000_000)
  int max();

  /**
   * Maximum bytes of all request bodies in progress; one request may exceed it alone. Bulk requests
   * have a limit of the same size for themselves. A body without {@code Content-Length} counts as
   * the largest possible ({@code quarkus.http.limits.max-body-size}). By default an eighth of the
   * heap.
   */
  Optional<MemorySize> maxBytes();

  /** Time limit for the arrival of a body. The connection of a slower sender is closed. */
  @WithDefault("30s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration bodyTimeout();

  /**
   * {@code Retry-After} of refused requests and actions, in whole seconds. A longer time spreads the
   * retries of many clients.
   */
  @WithDefault("1s")
  @DurationMin(seconds = 1)
  @DurationMax(minutes = 5)
  Duration retryAfter();
}
