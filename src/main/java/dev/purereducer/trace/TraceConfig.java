package dev.purereducer.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** Settings of tracing: the collector and the sampling ratio. */
@ConfigMapping(prefix = "purereducer.trace")
public interface TraceConfig {
  /**
   * Base URL of a collector with OTLP over HTTP, without {@code /v1/traces}. It wins over {@code
   * OTEL_EXPORTER_OTLP_ENDPOINT}. If neither is set, tracing is off.
   */
  Optional<@Pattern(regexp = "https?://\\S+") String> endpoint();

  /**
   * The share of sampled actions among those without a trace context. Actions with one are sampled
   * if its sampled flag is set, so callers decide on their cost.
   */
  @WithDefault("0.01")
  @DecimalMin("0")
  @DecimalMax("1")
  double ratio();
}
