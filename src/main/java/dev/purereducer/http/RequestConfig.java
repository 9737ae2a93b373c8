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

/** Limits of connections and of concurrent POST requests. */
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
   * Maximum bytes of all request bodies in progress, counted as they arrive; one request may exceed
   * it alone. Bulk requests have a limit of the same size for themselves. By default an eighth of
   * the heap.
   */
  Optional<MemorySize> maxBytes();

  /** Time limit for the arrival of a body. A slower request is refused with 408. */
  @WithDefault("30s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration bodyTimeout();

  /**
   * Time limit from the accept of a connection to its first request, after which it is closed. All
   * accepted connections count for {@code quarkus.http.limits.max-connections}: a shorter limit
   * frees the places of silent ones sooner, and a longer one lets clients connect ahead.
   */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration firstRequestTimeout();

  /**
   * {@code Retry-After} of refused requests and actions, in whole seconds. A longer time spreads the
   * retries of many clients.
   */
  @WithDefault("1s")
  @DurationMin(seconds = 1)
  @DurationMax(minutes = 5)
  Duration retryAfter();
}
