package dev.purereducer.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** Which actions are followed, and who is told. */
@ConfigMapping(prefix = "purereducer.trace")
public interface TraceConfig {
  /**
   * The address of a collector that takes OTLP over HTTP, without its path {@code /v1/traces}.
   * Unset, nothing is followed and nothing is paid for it.
   */
  Optional<@Pattern(regexp = "https?://\\S+") String> endpoint();

  /**
   * The share of actions without a trace context of their own that are followed. Those with one are
   * followed when it says so, however many they are: who sends actions decides on their cost.
   */
  @WithDefault("0.01")
  @DecimalMin("0")
  @DecimalMax("1")
  double ratio();
}
